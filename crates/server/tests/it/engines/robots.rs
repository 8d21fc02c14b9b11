//! What bots are asked, and what they meet.

use http::StatusCode;
use testkit::{Browser, TestPaper, on_both_databases};
use vocab::Access;

use super::{decide, fetch};

const USUAL: &str = "User-agent: *\nDisallow: /account\nDisallow: /api/\nDisallow: /checkout\nDisallow: /desk\nDisallow: /login\nDisallow: /register\nDisallow: /sandbox\n";

async fn robots(paper: &TestPaper) -> String {
    let reply = paper.browser().get("/robots.txt").await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (StatusCode::OK, "text/plain; charset=utf-8")
    );
    reply.text()
}

async fn page_of(owner: &Browser, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let reply = owner.post("/desk/robots", fields).await;
    (reply.status, reply.text())
}

on_both_databases! {
    /// The file is the desk's: shown before it is saved, logged, and there at once.
    async fn the_desk_writes_robots_txt(paper: TestPaper) {
        let owner = paper.browser_of("owner").await;
        assert_eq!(robots(paper).await, USUAL);
        assert!(owner.get("/desk/robots").await.text().contains("Disallow: /sandbox"));
        let fields = [
            ("group-training", "disallow"), ("bot-ccbot", "lead"), ("bot-ahrefsbot", "disallow"),
            ("lines", "Disallow: /drafts\r\n\r\n"), ("sitemaps", "/sitemaps/index.xml\r\n"),
        ];
        let preview = [&fields[..], &[("do", "preview")]].concat();
        let (status, page) = page_of(&owner, &preview).await;
        assert_eq!(status, StatusCode::OK);
        for part in ["User-agent: GPTBot", "Disallow: /drafts", "It is not saved yet.", "Sitemap: http://127.0.0.1"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(page.contains("<option value=\"disallow\" selected>"), "the form is as it was sent");
        assert_eq!(robots(paper).await, USUAL, "a preview changes nothing");

        decide(&owner, &[&fields[..], &[("do", "save")]].concat()).await;
        let text = robots(paper).await;
        let (unwanted, rest) = text.split_once("Disallow: /\n\n").expect("a group");
        assert!(unwanted.contains("User-agent: GPTBot\n") && unwanted.contains("User-agent: AhrefsBot\n"), "{text}");
        assert!(!unwanted.contains("CCBot") && !unwanted.contains("Googlebot"), "{text}");
        let sitemap = format!("{}/sitemaps/index.xml", paper.base);
        assert_eq!(rest, format!("{USUAL}\nDisallow: /drafts\n\nSitemap: {sitemap}\n"));
        let audit = owner.get("/desk/audit").await.text();
        assert!(audit.contains("robots.save") && audit.contains("training: disallow"), "{audit}");
    }

    /// What no crawler understands is refused with its line, and nothing changes.
    async fn what_will_not_do_is_refused(paper: TestPaper) {
        let owner = paper.browser_of("owner").await;
        for (field, value, says) in [
            ("lines", "Allow: /\r\nDissallow: /x", "Line 2 is no rule of robots.txt"),
            ("lines", "Disallow: drafts", "Line 1 names no path"),
            ("sitemaps", "map.xml", "Line 1 is no address of a sitemap"),
            ("sitemaps", "javascript:alert(1)", "is no address of a sitemap"),
            ("bot-gptbot", "full", "search engines that can be verified"),
            ("group-search", "full", "search engines that can be verified"),
            ("bot-gptbot", "often", "“often” is no answer"),
            ("bot-nobody", "lead", "“lead” is no answer"),
        ] {
            let (status, page) = page_of(&owner, &[(field, value), ("do", "save")]).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {value}");
            assert!(page.contains(says) && page.contains("Nothing was changed."), "{field}: {page}");
        }
        assert_eq!(robots(paper).await, USUAL);
        for name in ["editor", "author", "finance", "circulation", "support", "ads"] {
            let staff = paper.browser_of(name).await;
            assert_eq!(staff.get("/desk/robots").await.status, StatusCode::FORBIDDEN, "{name}");
            let reply = staff.post("/desk/robots", &[("do", "save")]).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}");
        }
        assert_eq!(paper.browser().get("/desk/robots").await.status, StatusCode::SEE_OTHER);
    }

    /// robots.txt is a request; a bot that is turned away gets nothing, whatever it asks for.
    async fn a_bot_can_be_turned_away(paper: TestPaper) {
        let owner = paper.browser_of("owner").await;
        let free = &paper.paths(Access::Free).await[0];
        let agents = ["GPTBot/1.2", "Mozilla/5.0 (compatible; gptbot/1.0; +https://openai.com/gptbot)"];
        for agent in agents {
            assert_eq!(fetch(paper, free, agent, "203.0.113.7").await.status, StatusCode::OK, "off by default");
        }
        decide(&owner, &[("bot-gptbot", "turn-away"), ("do", "save")]).await;
        for agent in agents {
            for path in [free.as_str(), "/", "/api/v1/stories", "/no-such-page", "/markets"] {
                let reply = fetch(paper, path, agent, "203.0.113.7").await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{agent} {path}");
                assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
                assert!(reply.text().contains("/robots.txt") && reply.bytes.len() < 300, "{}", reply.text());
                assert!(!reply.header("content-security-policy").is_empty());
            }
            let robots = fetch(paper, "/robots.txt", agent, "203.0.113.7").await;
            assert_eq!(robots.status, StatusCode::OK);
            assert!(robots.text().starts_with("User-agent: GPTBot\nDisallow: /\n"));
        }
        for agent in ["NotGPTBotAtAll", "ChatGPT-User/1.0", "Mozilla/5.0 Firefox/150.0", ""] {
            assert_eq!(fetch(paper, free, agent, "203.0.113.7").await.status, StatusCode::OK, "{agent}");
        }
        decide(&owner, &[("do", "save")]).await;
        assert_eq!(fetch(paper, free, agents[0], "203.0.113.7").await.status, StatusCode::OK);
    }
}
