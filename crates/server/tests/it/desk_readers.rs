//! The desk's lists: page by page, everybody once; a search is text.

use std::collections::BTreeSet;

use http::StatusCode;
use readers::NewReader;
use testkit::{Browser, TestPaper, on_both_databases};
use vocab::ReaderId;
use web::RoleSet;

/// The links that begin with `path`, page by page as `Older` leads on.
async fn pages(browser: &Browser, first: &str, path: &str) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(page) = next {
        let reply = browser.get(&page).await;
        assert_eq!(reply.status, StatusCode::OK, "{page}");
        let text = reply.text();
        let hrefs = text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let hrefs: Vec<_> =
            hrefs.map(|href| href.replace("&amp;", "&").replace("&#38;", "&")).collect();
        let is_item = |href: &&String| href.starts_with(path) && href.len() > path.len() + 10;
        found.extend(hrefs.iter().filter(is_item).cloned());
        next = hrefs.into_iter().find(|href| href.contains("before="));
        assert!(found.len() < 1_000, "it never ends");
    }
    found
}

async fn add_readers(paper: &TestPaper, addresses: impl Iterator<Item = String>) {
    let paper = &paper.paper;
    for email in addresses {
        let new = NewReader {
            id: ReaderId::fresh(&paper.ambient),
            email: &email,
            name: "",
            password_hash: None,
            roles: &RoleSet::default(),
            verified: true,
        };
        readers::insert_reader(&paper.db, &new, paper.ambient.now()).await.unwrap();
    }
}

on_both_databases! {
    /// All of one moment, and still nobody twice and nobody left out.
    async fn lists_show_everybody_once(paper: TestPaper) {
        add_readers(paper, (0..120).map(|index| format!("mass-{index:03}@readers.test"))).await;
        let desk = paper.browser_of("support").await;
        let listed = pages(&desk, "/desk/readers", "/desk/readers/").await;
        assert_eq!(listed.len(), 134);
        assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), 134);
        for (search, count) in [("mass-", 120), ("MASS-01", 10), ("mass-1", 20), ("nobody", 0), ("%25", 0), ("_", 0), ("mass-%25", 0), ("'", 0), ("subscriber%40demo.test", 1)] {
            let found = pages(&desk, &format!("/desk/readers?search={search}"), "/desk/readers/").await;
            assert_eq!(found.len(), count, "{search}");
        }
        for odd in ["x", "1", "~", "1~", "99999999999999999999~x", "-1~x", "1~'--"] {
            for list in ["/desk/readers", "/desk/subscriptions"] {
                let reply = desk.get(&format!("{list}?before={odd}")).await;
                assert_eq!(reply.status, StatusCode::OK, "{list} {odd}");
            }
        }
    }

    /// The newsroom's list finds what its headline holds, whatever the letters mean elsewhere.
    async fn a_search_of_stories_is_text(paper: TestPaper) {
        let editor = paper.browser_of("editor").await;
        for headline in ["100% growth_rate", "100 percent", "O'Brien's \"quote\"", "Größe und Maß"] {
            crate::stories::Typed::new(headline).create(&editor).await;
        }
        for (search, found) in [
            ("100%25", &["100% growth_rate"][..]),
            ("growth_", &["100% growth_rate"]),
            ("h_r", &["100% growth_rate"]),
            ("w_h", &[]),
            ("%5C", &[]),
            ("100%25rate", &[]),
            ("O%27Brien", &["O&#39;Brien"]),
            ("%22quote%22", &["O&#39;Brien"]),
            ("100", &["100% growth_rate", "100 percent"]),
            ("PERCENT", &["100 percent"]),
        ] {
            let text = editor.get(&format!("/desk/stories?status=draft&search={search}")).await.text();
            let table = text.split("<tbody>").nth(1).unwrap_or("");
            assert_eq!(table.matches("<tr>").count(), found.len(), "{search}: {table}");
            assert!(found.iter().all(|headline| table.contains(headline)), "{search}: {table}");
        }
    }

    /// A cookie that is none, cut, long, doubled or foreign is as good as no cookie.
    async fn odd_cookies_are_no_cookies(paper: TestPaper) {
        let path = paper.paths(vocab::Access::Metered).await.remove(0);
        let known = paper.browser_of("subscriber").await;
        let (device, session) = (known.cookie("masthead_device").unwrap(), known.cookie("masthead_session").unwrap());
        let flipped = |text: &str| format!("{}{}", if text.starts_with('A') { 'B' } else { 'A' }, &text[1..]);
        for cookie in [
            format!("masthead_device={}", flipped(&device)),
            format!("masthead_device={}; masthead_session={}", &device[1..], flipped(&session)),
            format!("masthead_device={}; masthead_session={}", "A".repeat(10_000), "A".repeat(3_000)),
            "masthead_device=; masthead_session=".to_owned(),
            "masthead_device".to_owned(),
            ";;;=;=x;".to_owned(),
            format!("Masthead_Device={device}; MASTHEAD_SESSION={session}"),
            format!("masthead_session={device}; masthead_device={session}"),
            format!("masthead_device=\"{device}\""),
            "masthead_session=' OR 1=1 --".to_owned(),
        ] {
            let reply = paper.browser().get_with(&path, &[("cookie", &cookie)]).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{cookie}");
            assert_eq!(reply.access(), "wall; because=newcomer", "{cookie}");
            let account = paper.browser().get_with("/account", &[("cookie", &cookie)]).await;
            assert_eq!(account.location(), "/login?next=/account", "{cookie}");
        }
        // Bytes that are no text at all.
        let request = paper.browser().request(http::Method::GET, &path, &[]);
        let request = request.header("cookie", http::HeaderValue::from_bytes(b"masthead_device=\xff\xfe").unwrap());
        let reply = paper.browser().send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
    }
}
