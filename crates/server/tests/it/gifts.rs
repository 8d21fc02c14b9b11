//! Gifts: the story that was given and no other, so many devices, so many a
//! month, until its day, its giver's word, or the end of what the giver pays.

use axum::body::Body;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};
use vocab::Access;

use crate::{
    meter::join_all,
    nodes::{at, on_two_nodes, subscribe, within},
};

const TOKEN: &str = "zq7lockedtoken";
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Gives the story at `path`; the page of the gift.
async fn give(giver: &Browser, path: &str) -> Reply {
    let reply = giver.post("/gifts", &[("story", path)]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
    let page = giver.get(&reply.location()).await;
    assert_eq!(page.status, StatusCode::OK);
    page
}

/// The link on a gift's page, without the paper's address.
fn link_of(page: &Reply, base: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("readonly value=\"").expect("a link to copy");
    let (address, _) = rest.split_once('"').expect("its end");
    address.strip_prefix(base).expect("an address of this paper").to_owned()
}

pub(crate) async fn gift_link(giver: &Browser, path: &str) -> String {
    link_of(&give(giver, path).await, giver.base())
}

/// Whether the whole story was sent, by header and by text, which must agree.
fn is_open(page: &Reply) -> bool {
    let open = page.access() == "open; because=gift";
    assert_eq!(page.text().contains(TOKEN), open, "{}", page.access());
    open
}

fn refusal(page: &Reply) -> String {
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    let Some((_, rest)) = text.split_once("link-note\"") else { return String::new() };
    rest.split_once('>').unwrap().1.split_once('<').unwrap().0.to_owned()
}

/// A browser whose cookie the paper has seen; the first page of `link` is still to come.
async fn device(paper: &TestPaper, link: &str) -> Browser {
    let browser = paper.browser();
    let reply = browser.get(link).await;
    assert_eq!((reply.status, reply.access()), (StatusCode::SEE_OTHER, "wall; because=newcomer"));
    assert!(browser.cookie("masthead_device").is_some());
    browser
}

async fn openers(giver: &Browser, path: &str) -> String {
    let text = give(giver, path).await.text();
    let (_, rest) = text.split_once("Opened on ").expect("a count");
    rest.split_once('.').unwrap().0.to_owned()
}

on_both_databases! {
    /// A link opens the story that was given, to a stranger, and nothing besides.
    async fn a_gift_opens_its_story_and_no_other(paper: TestPaper) {
        let number = paper.publish_story("given", Access::Premium, TOKEN).await;
        let path = "/markets/given".to_owned();
        let other = paper.publish("not-given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        assert!(giver.get(&path).await.text().contains("action=\"/gifts\""), "a button on the story");
        let link = gift_link(&giver, &path).await;
        assert!(link.starts_with(&format!("{path}?gift=")));
        let token = link.split_once("gift=").unwrap().1.to_owned();
        assert_eq!(token.len(), 43);

        let stranger = paper.browser();
        let page = stranger.visit(&link).await;
        assert!(is_open(&page));
        assert_eq!(refusal(&page), "This story was given to you. It does not count as one of your free stories.");
        assert_eq!(page.header("x-robots-tag"), "noindex");
        assert_eq!(page.header("referrer-policy"), "strict-origin");
        assert_eq!(page.header("cache-control"), "private, no-store");
        let text = page.text();
        assert!(text.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(text.contains(&format!("<link rel=\"canonical\" href=\"{}{path}\">", paper.base)));
        assert!(!text.contains(&token), "the page does not repeat its token");
        assert!(!text.contains("action=\"/gifts\""), "who was given a story cannot give it");

        for at in [format!("{other}?gift={token}"), path.clone(), format!("{path}?gift={token}x"), format!("{path}?gift=")] {
            let page = stranger.visit(&at).await;
            assert_eq!(page.access(), "wall; because=premium", "{at}");
            assert!(!is_open(&page), "{at}");
        }
        let elsewhere = stranger.visit(&format!("{other}?gift={token}")).await;
        assert_eq!(refusal(&elsewhere), "The link that brought you here is a gift of another story.");
        assert_eq!(elsewhere.header("x-robots-tag"), "noindex");
        // Other spellings of the address lead to the one, and the gift goes with them.
        let spelt = stranger.get(&link.replace("/markets/given", "/Markets/Given")).await;
        assert_eq!((spelt.status, spelt.location()), (StatusCode::PERMANENT_REDIRECT, link.clone()));
        let editor = paper.browser_of("editor").await;
        let fields = [("version", "1"), ("section", "markets"), ("slug", "given-anew"), ("headline", "Given"), ("access", "premium"), ("lead", "Lead."), ("body", TOKEN)];
        let saved = editor.post(&format!("/desk/stories/{number}"), &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let old = stranger.get(&link).await;
        assert_eq!((old.status, old.location()), (StatusCode::PERMANENT_REDIRECT, link.replace("given?", "given-anew?")));
        assert!(is_open(&stranger.get(&old.location()).await), "a new address keeps the gift");
    }

    /// A gift never counts on the meter, and works at the limit.
    async fn a_gift_does_not_count(paper: TestPaper) {
        let path = paper.publish("given", Access::Metered, TOKEN).await;
        let link = gift_link(&paper.browser_of("subscriber").await, &path).await;
        let browser = paper.browser();
        assert!(is_open(&browser.visit(&link).await));
        let paths = paper.paths(Access::Metered).await;
        let others: Vec<_> = paths.iter().filter(|other| **other != path).collect();
        for (index, other) in others.iter().take(5).enumerate() {
            assert_eq!(browser.visit(other).await.access(), format!("open; because=metered; used={}; limit=5", index + 1));
        }
        assert!(is_open(&browser.visit(&link).await));
        assert_eq!(browser.visit(&path).await.access(), "wall; because=limit; used=5; limit=5");
        let crowd = paper.browser_of("registered").await;
        assert!(is_open(&crowd.visit(&link).await), "a log-in without a subscription is given to, too");
        // Whoever may read it anyhow uses nothing up.
        let payer = paper.browser_of("subscriber").await;
        assert_eq!(payer.visit(&link).await.access(), "open; because=benefit");
        assert_eq!(openers(&payer, &path).await, "2 of 10 devices");
    }

    /// Forged, cut and foreign tokens: the ordinary wall, a plain word, no failure, no cookie.
    async fn made_up_tokens_open_nothing(paper: TestPaper) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let link = gift_link(&paper.browser_of("subscriber").await, &path).await;
        let token = link.split_once("gift=").unwrap().1.to_owned();
        let mut flipped = token.clone().into_bytes();
        flipped[3] = if flipped[3] == b'A' { b'B' } else { b'A' };
        let long = "A".repeat(4_000);
        let tokens = [&token[1..], &token[..42], std::str::from_utf8(&flipped).unwrap(), "x", "%00x", "..%2f", "AAAA%20", "-", &long];
        for made_up in tokens {
            let browser = paper.browser();
            let page = browser.get(&format!("{path}?gift={made_up}")).await;
            if made_up.contains("%00") {
                assert_eq!(page.status, StatusCode::NOT_FOUND);
                continue;
            }
            assert_eq!(page.access(), "wall; because=premium", "{made_up}");
            assert!(!is_open(&page) && refusal(&page).contains("not complete"), "{made_up}: {}", refusal(&page));
            assert!(browser.cookie("masthead_device").is_none(), "a made-up link makes no device");
        }
        // A campaign's door is not a gift's.
        assert_eq!(paper.browser().get(&format!("/gift?campaign={token}")).await.status, StatusCode::NOT_FOUND);
        let twice = paper.browser().visit(&format!("{path}?gift=x&gift={token}")).await;
        assert!(!is_open(&twice), "the first of two counts");
    }

    /// Over after its days, at once when taken back, and with the giver's subscription.
    async fn a_gift_ends(paper: TestPaper, Options::default().set("gifts.days=120")) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("registered").await;
        assert_eq!(giver.post("/gifts", &[("story", &path)]).await.status, StatusCode::FORBIDDEN, "who does not pay does not give");
        subscribe(&giver, "smart-quarterly").await;
        let (early, late) = (paper.browser_of("subscriber").await, paper.browser());
        let link = gift_link(&giver, &path).await;
        let lasting = gift_link(&early, &path).await;
        assert_ne!(link, lasting);
        assert!(is_open(&late.visit(&link).await));
        // The same story is given once; the same link is shown again.
        assert_eq!(gift_link(&giver, &path).await, link);

        let id = giver.post("/gifts", &[("story", &path)]).await.location();
        assert_eq!(late.get(&id).await.status, StatusCode::SEE_OTHER, "to the log-in");
        assert_eq!(early.get(&id).await.status, StatusCode::NOT_FOUND, "nobody sees another’s gifts");
        assert_eq!(early.post(&format!("{id}/revocation"), &[]).await.status, StatusCode::NOT_FOUND);
        assert!(is_open(&late.visit(&link).await));

        giver.post("/account/subscription/cancellation", &[]).await;
        paper.clock.advance(DAY * 89);
        assert!(is_open(&late.visit(&link).await), "as long as it is paid");
        paper.clock.advance(DAY * 5);
        let page = late.visit(&link).await;
        assert!(!is_open(&page) && refusal(&page).contains("no longer valid"), "{}", refusal(&page));

        assert!(is_open(&late.visit(&lasting).await));
        let early = paper.browser_of("subscriber").await;
        let list = early.get("/account/gifts").await.text();
        let (_, rest) = list.split_once("action=\"/account/gifts/").expect("a gift to take back");
        let id = rest.split_once('/').unwrap().0.to_owned();
        let back = early.post(&format!("/account/gifts/{id}/revocation"), &[]).await;
        assert_eq!(back.location(), "/account/gifts?revoked=1");
        let page = late.visit(&lasting).await;
        assert!(!is_open(&page) && refusal(&page).contains("no longer valid"));
        // What was taken back can be given anew, by another link.
        let anew = gift_link(&early, &path).await;
        assert_ne!(anew, lasting);
        assert!(is_open(&late.visit(&anew).await));
        paper.clock.advance(DAY * 120);
        let page = late.visit(&anew).await;
        assert!(!is_open(&page) && refusal(&page).contains("has expired"), "{}", refusal(&page));
    }

    /// A gift of a closed account opens nothing.
    async fn a_closed_account_gives_nothing(paper: TestPaper) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        let id = giver.get("/api/v1/me").await.json()["reader"]["id"].as_str().unwrap().to_owned();
        let link = gift_link(&giver, &path).await;
        let reader = paper.browser();
        assert!(is_open(&reader.visit(&link).await));
        let owner = paper.browser_of("owner").await;
        owner.post(&format!("/desk/readers/{id}/closure"), &[]).await;
        assert!(!is_open(&reader.visit(&link).await));
        owner.post(&format!("/desk/readers/{id}/closure/withdraw"), &[]).await;
        assert!(is_open(&reader.visit(&link).await));
    }

    /// A hundred devices at once: exactly ten read it; who was in stays in, and is counted once.
    async fn a_hundred_openers_at_once_are_ten(paper: TestPaper) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        let link = gift_link(&giver, &path).await;
        let devices = join_all((0..100).map(|_| device(paper, &link))).await;
        let marked = format!("{link}&_d=1");
        for _ in 0..2 {
            let pages = join_all(devices.iter().map(|device| device.get(&marked))).await;
            let opened: Vec<_> = pages.iter().map(is_open).collect();
            assert_eq!(opened.iter().filter(|open| **open).count(), 10);
            let shut = pages.iter().zip(&opened).find(|(_, open)| !**open).unwrap().0;
            assert!(refusal(shut).contains("as many devices"), "{}", refusal(shut));
        }
        assert_eq!(openers(&giver, &path).await, "10 of 10 devices");
    }

    /// One device in fifty tabs is one opener.
    async fn one_device_counts_once(paper: TestPaper) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        let link = gift_link(&giver, &path).await;
        let one = device(paper, &link).await;
        let pages = join_all((0..50).map(|_| one.get(&link))).await;
        assert!(pages.iter().all(is_open));
        assert_eq!(openers(&giver, &path).await, "1 of 10 devices");
    }

    /// A thousand openers that keep no cookie read nothing and use nothing up.
    async fn a_thousand_without_cookies_read_nothing(paper: TestPaper) {
        let premium = paper.publish("given", Access::Premium, TOKEN).await;
        let metered = paper.publish("given-metered", Access::Metered, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        for path in [&premium, &metered] {
            let link = gift_link(&giver, path).await;
            let nobody = paper.browser();
            for round in 0..10 {
                let ask = async |at: &str| {
                    let request = nobody.request(Method::GET, at, &[("cookie", "none=0")]);
                    nobody.send(request.body(Body::empty()).unwrap()).await
                };
                let first = join_all((0..25).map(|_| ask(&link))).await;
                assert!(first.iter().all(|page| page.status == StatusCode::SEE_OTHER && !page.text().contains(TOKEN)));
                let marked = format!("{link}&_d=1");
                let second = join_all((0..25).map(|_| ask(&marked))).await;
                assert!(second.iter().all(|page| !is_open(page)), "{round}");
                assert!(refusal(&second[0]).contains("cookie"));
            }
            assert_eq!(openers(&giver, path).await, "0 of 10 devices");
        }
    }

    /// HEAD, prefetches and crawlers get the lead and use nothing up.
    async fn what_does_not_read_opens_no_gift(paper: TestPaper) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        let link = gift_link(&giver, &path).await;
        let reader = device(paper, &link).await;
        for (name, value) in [("sec-purpose", "prefetch"), ("user-agent", "WhatsApp/2.23"), ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")] {
            let page = reader.get_with(&link, &[(name, value)]).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!is_open(&page) && page.access().starts_with("wall"), "{name}");
            assert_eq!(page.header("x-robots-tag"), "noindex");
        }
        let head = reader.send(reader.request(Method::HEAD, &link, &[]).body(Body::empty()).unwrap()).await;
        assert!(head.bytes.is_empty() && head.access().starts_with("wall"));
        assert_eq!(openers(&giver, &path).await, "0 of 10 devices");
        assert!(is_open(&reader.get(&link).await));
    }

    /// Fifty stories given at once: exactly the month's ten; one story in fifty tabs: one gift.
    async fn fifty_gifts_at_once_are_ten(paper: TestPaper) {
        let giver = paper.browser_of("subscriber").await;
        let mut paths = Vec::new();
        for index in 0..50 {
            paths.push(paper.publish(&format!("gift-{index}"), Access::Premium, TOKEN).await);
        }
        let one = [("story", &*paths[0])];
        let same = join_all((0..50).map(|_| giver.post("/gifts", &one))).await;
        let places: std::collections::BTreeSet<_> = same.iter().map(Reply::location).collect();
        assert_eq!(places.len(), 1, "{places:?}");
        assert!(giver.get("/account/gifts").await.text().contains("You can give 9 of 10 stories more this month."));
        let fields: Vec<_> = paths.iter().map(|path| [("story", &**path)]).collect();
        let replies = join_all(fields.iter().map(|fields| giver.post("/gifts", fields))).await;
        let count = |status| replies.iter().filter(|reply| reply.status == status).count();
        assert_eq!((count(StatusCode::SEE_OTHER), count(StatusCode::CONFLICT)), (10, 40));
        let refused = replies.iter().find(|reply| reply.status == StatusCode::CONFLICT).unwrap();
        assert!(refused.text().contains("You have given all 10 stories of this month."));
        let list = giver.get("/account/gifts").await.text();
        assert_eq!(list.matches("/revocation\"").count(), 10);
        // Taking gifts back makes no room: what they opened is open.
        let (_, rest) = list.split_once("action=\"/account/gifts/").unwrap();
        giver.post(&format!("/account/gifts/{}/revocation", rest.split_once('/').unwrap().0), &[]).await;
        let last = [("story", &*paths[49])];
        let given = replies[49].status == StatusCode::SEE_OTHER;
        let again = giver.post("/gifts", &last).await.status;
        assert_eq!(again == StatusCode::SEE_OTHER, given, "{again}");
    }

    /// The month of gifts is the paper's: it turns at midnight in Kolkata.
    async fn the_month_of_gifts_turns_at_the_papers_midnight(paper: TestPaper, Options::default().at("2026-11-30T18:29:00Z").set("gifts.per_month=1")) {
        let giver = paper.browser_of("subscriber").await;
        let (first, second) = (paper.publish("one", Access::Premium, TOKEN).await, paper.publish("two", Access::Premium, TOKEN).await);
        let link = gift_link(&giver, &first).await;
        assert_eq!(giver.post("/gifts", &[("story", &second)]).await.status, StatusCode::CONFLICT);
        paper.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(giver.post("/gifts", &[("story", &second)]).await.status, StatusCode::SEE_OTHER);
        assert!(is_open(&paper.browser().visit(&link).await), "last month’s gift lives on");
        // A clock that steps back finds November as full as it was.
        paper.clock.advance(SignedDuration::from_secs(-45));
        let third = paper.publish("three", Access::Premium, TOKEN).await;
        assert_eq!(giver.post("/gifts", &[("story", &third)]).await.status, StatusCode::CONFLICT);
    }

    /// Who may give is the configuration's word, and stories that need no gift are not given.
    async fn who_gives_is_configured(paper: TestPaper, Options::default().set("gifts.who=plan:smart-quarterly,partner:none")) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let free = paper.publish("free", Access::Free, TOKEN).await;
        let essential = paper.browser_of("subscriber").await;
        let refused = essential.post("/gifts", &[("story", &path)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let quarterly = paper.browser_of("registered").await;
        subscribe(&quarterly, "smart-quarterly").await;
        assert!(quarterly.get("/account").await.text().contains("href=\"/account/gifts\""));
        let link = gift_link(&quarterly, &path).await;
        assert!(is_open(&paper.browser().visit(&link).await));
        assert_eq!(quarterly.post("/gifts", &[("story", &free)]).await.status, StatusCode::CONFLICT);
        for nowhere in ["/markets/nothing", "//evil.test/x", "", "https://evil.test/a/b"] {
            assert_eq!(quarterly.post("/gifts", &[("story", nowhere)]).await.status, StatusCode::NOT_FOUND, "{nowhere}");
        }
        assert_eq!(paper.browser().post("/gifts", &[("story", &path)]).await.location(), format!("/login?next={path}"));
    }

    /// Where nobody gives there is no button, and what was given before opens nothing.
    async fn gifts_can_be_switched_off(paper: TestPaper, Options::default().set("gifts.per_month=0")) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        assert!(!giver.get(&path).await.text().contains("action=\"/gifts\""));
        assert_eq!(giver.post("/gifts", &[("story", &path)]).await.status, StatusCode::FORBIDDEN);
    }

    /// A year later nobody knows who opened a gift, and a night later not even by a hash.
    async fn openers_are_forgotten(paper: TestPaper) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        let link = gift_link(&giver, &path).await;
        assert!(is_open(&paper.browser().visit(&link).await));
        let paywall = &paper.paper.paywall;
        paywall.prune_passes().await.unwrap();
        assert_eq!(openers(&giver, &path).await, "1 of 10 devices");
        paper.clock.advance(DAY * 15);
        paywall.prune_passes().await.unwrap();
        let giver = paper.browser_of("subscriber").await;
        assert!(giver.get("/account/gifts").await.text().contains("Opened on 1 of 10 devices."), "the count stays");
        paper.clock.advance(DAY * 401);
        paywall.prune_passes().await.unwrap();
        let giver = paper.browser_of("subscriber").await;
        assert!(!giver.get("/account/gifts").await.text().contains("Opened on"));
    }

    /// The API opens a gift to a device that the paper knows, and never by a redirect.
    async fn the_api_takes_gifts(paper: TestPaper) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        let link = gift_link(&giver, &path).await;
        let token = link.split_once("gift=").unwrap().1;
        let id = crate::api::id_of(paper, "given").await;
        let call = format!("/api/v1/stories/{id}?gift={token}");
        let stranger = paper.browser().get(&call).await;
        assert_eq!((stranger.status, stranger.access()), (StatusCode::OK, "wall; because=premium"));
        assert!(!stranger.text().contains(TOKEN));
        let known = device(paper, &link).await;
        assert!(is_open(&known.get(&call).await));
        let reader = paper.browser_of("registered").await;
        assert!(is_open(&reader.get(&call).await), "a log-in is somebody, too");
        assert!(!is_open(&reader.get(&format!("/api/v1/stories/{id}?gift=x")).await));
        assert_eq!(openers(&giver, &path).await, "2 of 10 devices");

        let given = giver.post_bytes(&format!("/api/v1/stories/{id}/gifts"), b"", &[("origin", &paper.base)]).await.json();
        assert_eq!(given["url"], format!("{}{link}", paper.base));
        assert_eq!((given["openers"].as_i64(), given["openers_max"].as_i64(), given["left_this_month"].as_i64()), (Some(2), Some(10), Some(9)));
        assert_eq!(given["expires_at"], "2026-12-08T11:30:00+05:30");
        let refused = reader.post_bytes(&format!("/api/v1/stories/{id}/gifts"), b"", &[("origin", &paper.base)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let nobody = paper.browser().post_bytes(&format!("/api/v1/stories/{id}/gifts"), b"", &[("origin", &paper.base)]).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    }
}

on_two_nodes! {
    /// Taken back here, shut there; and the openers of both nodes are ten in all.
    async fn gifts_are_one_on_all_nodes(a, b) {
        let path = a.publish("given", Access::Premium, TOKEN).await;
        let giver = a.browser_of("subscriber").await;
        let link = gift_link(&giver, &path).await;
        let devices = join_all((0..30).map(|index| async move { index })).await;
        let devices = join_all(devices.into_iter().map(|index| device(if index % 2 == 0 { a } else { b }, &link))).await;
        let pages = join_all(devices.iter().map(|device| device.get(&link))).await;
        assert_eq!(pages.iter().filter(|page| is_open(page)).count(), 10);
        let (reader, _) = devices.iter().zip(&pages).find(|(_, page)| is_open(page)).unwrap();
        let there = at(b, reader);
        assert!(is_open(&there.get(&link).await), "a device is one on both");
        let id = give(&giver, &path).await;
        let (_, rest) = id.text().split_once("action=\"/account/gifts/").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        giver.post(&format!("/account/gifts/{}/revocation", rest.split_once('/').unwrap().0), &[]).await;
        within(std::time::Duration::from_secs(2), "the gift is shut", async || !is_open(&there.get(&link).await)).await;
    }
}
