//! Campaigns: what the desk's link opens, to whom, how long, and what it never opens.

use axum::body::Body;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use testkit::{Browser, Reply, TestPaper, on_both_databases};
use vocab::Access;

use crate::{
    meter::join_all,
    nodes::{at, on_two_nodes, within},
};

const TOKEN: &str = "zq7lockedtoken";
/// The paper's clock stands at 11:30 of that day.
const FROM: &str = "2026-11-24T11:30";
const UNTIL: &str = "2026-11-26T11:30";
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A campaign with these fields beside the usual ones: its page, and the query that opens it.
pub(crate) async fn campaign(desk: &Browser, fields: &[(&str, &str)]) -> (String, String) {
    let usual = [("name", "Airline"), ("scope", "all"), ("from", FROM), ("until", UNTIL)];
    let usual = usual.iter().filter(|(name, _)| !fields.iter().any(|(own, _)| own == name));
    let fields: Vec<_> = usual.chain(fields).copied().collect();
    let added = desk.post("/desk/passes/campaigns", &fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let page = added.location().split('?').next().unwrap().to_owned();
    let text = desk.get(&page).await.text();
    let (_, rest) = text.split_once("value=\"?campaign=").expect("the query to append");
    (page, format!("?campaign={}", rest.split_once('"').unwrap().0))
}

fn is_open(page: &Reply) -> bool {
    let open = page.access() == "open; because=gift";
    assert_eq!(page.text().contains(TOKEN), open, "{}", page.access());
    open
}

async fn opens(browser: &Browser, link: &str) -> bool {
    is_open(&browser.visit(link).await)
}

on_both_databases! {
    /// Its scope and nothing beyond, premium only where the desk said so, by any spelling.
    async fn a_campaign_opens_its_scope_and_nothing_beyond(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let metered = paper.publish("open-here", Access::Metered, TOKEN).await;
        let registered = paper.publish("for-readers", Access::Registered, TOKEN).await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let number = paper.publish_story("only-one", Access::Metered, TOKEN).await;
        let (_, all) = campaign(&desk, &[]).await;
        let visitor = paper.browser();
        let page = visitor.visit(&format!("{metered}{all}")).await;
        assert!(is_open(&page));
        assert_eq!((page.header("x-robots-tag"), page.header("referrer-policy")), ("noindex", "strict-origin"));
        assert!(!page.text().contains(&all[10..]), "the page does not repeat the token");
        assert!(opens(&visitor, &format!("{registered}{all}")).await);
        let shut = visitor.visit(&format!("{premium}{all}")).await;
        assert!(!is_open(&shut) && shut.text().contains("does not open this story"));

        let (_, besides) = campaign(&desk, &[("premium", "yes"), ("scope", "section:markets")]).await;
        assert!(opens(&paper.browser(), &format!("{premium}{besides}")).await);
        let (_, one) = campaign(&desk, &[("scope", &format!("story:{number}"))]).await;
        let visitor = paper.browser();
        assert!(opens(&visitor, &format!("/markets/only-one{one}")).await);
        assert!(!opens(&visitor, &format!("{registered}{one}")).await);
        assert!(!opens(&visitor, &registered).await, "nor by what it left on the device");
        let elsewhere = paper.paths(Access::Metered).await.into_iter().find(|path| !path.starts_with("/markets/")).unwrap();
        let page = paper.browser().visit(&format!("{elsewhere}{besides}")).await;
        assert!(page.access().starts_with("open; because=metered; used=1"), "the ordinary decision: {}", page.access());
        assert!(page.text().contains("does not open this story"));
        for made_up in ["?campaign=x", &all[..all.len() - 1], &format!("{all}A")] {
            let page = paper.browser().visit(&format!("{premium}{made_up}")).await;
            assert!(!is_open(&page) && page.text().contains("not complete"), "{made_up}");
        }
        let gift = all.replace("campaign", "gift");
        assert!(!opens(&paper.browser(), &format!("{registered}{gift}")).await, "no token is of two kinds");
    }

    /// Before its beginning and after its end it opens nothing, nor what it left on devices.
    async fn a_campaign_has_its_time(paper: TestPaper) {
        let path = paper.publish("a-story", Access::Registered, TOKEN).await;
        let desk = paper.browser_of("editor").await;
        let (_, link) = campaign(&desk, &[("from", "2026-11-24T12:30"), ("days", "90")]).await;
        let link = format!("{path}{link}");
        let visitor = paper.browser();
        let early = visitor.visit(&link).await;
        assert!(!is_open(&early) && early.text().contains("not valid now"));
        paper.clock.advance(HOUR);
        assert!(opens(&visitor, &link).await);
        assert!(opens(&visitor, &path).await, "and for its days on this device");
        paper.clock.advance(HOUR * 46);
        assert!(opens(&visitor, &path).await);
        paper.clock.advance(HOUR);
        assert!(!opens(&visitor, &path).await);
        assert!(!opens(&visitor, &link).await);
    }

    /// For the visit, or for days on this device; and on no other, whoever copies the cookie.
    async fn a_campaign_stays_on_its_device(paper: TestPaper) {
        let path = paper.publish("a-story", Access::Registered, TOKEN).await;
        let desk = paper.browser_of("editor").await;
        let (_, visit) = campaign(&desk, &[("until", "2026-12-24T11:30")]).await;
        let (_, days) = campaign(&desk, &[("until", "2026-12-24T11:30"), ("days", "3")]).await;
        let (short, long) = (paper.browser(), paper.browser());
        short.get(&format!("{path}{visit}")).await;
        let page = short.get(&format!("{path}{visit}&_d=1")).await;
        assert!(is_open(&page) && !page.header("set-cookie").contains("Max-Age"), "a cookie of the visit");
        long.get(&format!("{path}{days}")).await;
        let page = long.get(&format!("{path}{days}&_d=1")).await;
        assert!(is_open(&page) && page.header("set-cookie").contains("Max-Age=259200"), "{}", page.header("set-cookie"));

        let thief = paper.browser();
        thief.visit(&paper.paths(Access::Metered).await[0]).await;
        thief.set_cookie("masthead_campaign", &long.cookie("masthead_campaign").unwrap());
        assert!(!opens(&thief, &path).await);
        for junk in ["x", "", &"A".repeat(3_000), "AAAA"] {
            thief.set_cookie("masthead_campaign", junk);
            assert!(!opens(&thief, &path).await);
        }
        paper.clock.advance(HOUR * 13);
        assert!(!opens(&short, &path).await, "the longest visit is twelve hours");
        assert!(opens(&long, &path).await);
        paper.clock.advance(HOUR * 60);
        assert!(!opens(&long, &path).await);
        assert!(opens(&long, &format!("{path}{days}")).await, "the link itself goes on, for the same device");
    }

    /// Forty devices at once, room for seven: seven read, and each day tells how many.
    async fn a_campaigns_devices_are_exactly_as_many_as_may(paper: TestPaper) {
        let path = paper.publish("a-story", Access::Registered, TOKEN).await;
        let desk = paper.browser_of("editor").await;
        let (page, link) = campaign(&desk, &[("devices", "7")]).await;
        let link = format!("{path}{link}");
        let devices: Vec<_> = (0..40).map(|_| paper.browser()).collect();
        join_all(devices.iter().map(|device| device.get(&link))).await;
        let marked = format!("{link}&_d=1");
        let pages = join_all(devices.iter().map(|device| device.get(&marked))).await;
        assert_eq!(pages.iter().filter(|page| is_open(page)).count(), 7);
        let shut = pages.iter().find(|page| !is_open(page)).unwrap();
        assert!(shut.text().contains("as often as it may"));
        paper.clock.advance(HOUR * 14);
        for (device, page) in devices.iter().zip(&pages) {
            assert_eq!(opens(device, &link).await, is_open(page), "who was in stays in");
        }
        let text = desk.get(&page).await.text();
        assert!(text.contains("7 of 7") && text.contains("<td>24 November 2026</td><td class=\"number\">7</td>"), "{text}");
        assert!(!text.contains("25 November 2026"), "a device is one use");
    }

    /// HEAD, prefetches, crawlers and whoever keeps no cookie open nothing and use nothing up.
    async fn what_does_not_read_uses_no_campaign(paper: TestPaper) {
        let path = paper.publish("a-story", Access::Registered, TOKEN).await;
        let desk = paper.browser_of("editor").await;
        let (page, link) = campaign(&desk, &[]).await;
        let link = format!("{path}{link}");
        let reader = paper.browser();
        reader.get(&link).await;
        for (name, value) in [("sec-purpose", "prefetch"), ("user-agent", "Mozilla/5.0 (compatible; bingbot/2.0)"), ("cookie", "none=0")] {
            assert!(!is_open(&reader.get_with(&format!("{link}&_d=1"), &[(name, value)]).await), "{name}");
        }
        let head = reader.send(reader.request(Method::HEAD, &link, &[]).body(Body::empty()).unwrap()).await;
        assert!(!is_open(&head));
        assert!(desk.get(&page).await.text().contains("<dt>Devices</dt><dd>0</dd>"));
    }

    /// The short link leads to its page and opens what is read from there; taken back, it leads on and opens nothing.
    async fn the_short_link_leads_and_opens(paper: TestPaper) {
        let path = paper.publish("a-story", Access::Registered, TOKEN).await;
        let desk = paper.browser_of("circulation").await;
        let (page, query) = campaign(&desk, &[("landing", "/markets")]).await;
        let short = format!("/gift{query}");
        let visitor = paper.browser();
        let reply = visitor.get(&short).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, "/markets".to_owned()));
        assert_eq!((reply.header("x-robots-tag"), reply.header("cache-control")), ("noindex", "private, no-store"));
        assert!(visitor.cookie("masthead_device").is_none(), "the short link makes no device");
        assert!(opens(&visitor, &path).await, "after one proof of the cookie");
        assert!(opens(&visitor, &path).await);
        let ahead = paper.browser();
        ahead.get_with(&short, &[("sec-purpose", "prefetch")]).await;
        assert!(ahead.cookie("masthead_campaign").is_none());
        for nothing in ["/gift", "/gift?campaign=", "/gift?campaign=x", "/gift/x"] {
            assert_eq!(paper.browser().get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
        }

        let back = desk.post(&format!("{page}/revocation"), &[]).await;
        assert_eq!(back.location(), "/desk/passes?done=withdrawn");
        assert!(!opens(&visitor, &path).await, "on devices that it let in, too");
        let late = paper.browser();
        assert_eq!(late.get(&short).await.location(), "/");
        assert!(!opens(&late, &path).await);
        assert_eq!(desk.post(&format!("{page}/revocation"), &[]).await.status, StatusCode::CONFLICT);
        let owner = paper.browser_of("owner").await;
        let log = owner.get("/desk/audit").await.text();
        assert!(log.contains("campaign.add") && log.contains("campaign.revoke"));
        assert!(!log.contains(&query[10..]), "the log holds no token");
    }

    /// What will not do is said with its field, and what was typed stays.
    async fn a_campaign_that_cannot_be_is_refused(paper: TestPaper) {
        let desk = paper.browser_of("editor").await;
        for (field, value, says) in [
            ("name", "", "Name: write"), ("scope", "section:nowhere", "the paper has no section:nowhere"), ("scope", "topic:nothing", "has no topic:nothing"),
            ("scope", "story:999999", "has no story:999999"), ("scope", "<b>", "“&#60;b&#62;” names no place"), ("landing", "https://evil.test", "Page: write a path"),
            ("from", "soon", "From: write a moment"), ("until", "2026-11-24T11:30", "Until: write a moment"), ("until", "", "Until:"),
            ("devices", "0", "Devices: write"), ("days", "91", "Days: write"),
        ] {
            let usual = [("name", "Airline"), ("scope", "all"), ("from", FROM), ("until", UNTIL)];
            let mut fields: Vec<_> = usual.into_iter().filter(|(name, _)| *name != field).collect();
            fields.push((field, value));
            let page = desk.post("/desk/passes/campaigns", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
            assert!(page.text().contains(says), "{field}={value}: {}", page.text());
            assert!(field == "name" || page.text().contains("value=\"Airline\""));
        }
        let page = desk.get("/desk/passes").await.text();
        assert!(!page.contains("Airline"));
    }
}

on_two_nodes! {
    /// Made here, open there; taken back here, shut there, on devices that it let in, too.
    async fn campaigns_are_one_on_all_nodes(a, b) {
        let path = a.publish("a-story", Access::Registered, TOKEN).await;
        let desk = a.browser_of("editor").await;
        let (page, link) = campaign(&desk, &[("days", "9")]).await;
        let link = format!("{path}{link}");
        let here = a.browser();
        assert!(opens(&here, &link).await, "at once on this node");
        let there = at(b, &here);
        within(std::time::Duration::from_secs(2), "it is open there", async || opens(&there, &link).await).await;
        assert!(opens(&there, &path).await);
        desk.post(&format!("{page}/revocation"), &[]).await;
        assert!(!opens(&here, &path).await, "at once on this node");
        within(std::time::Duration::from_secs(2), "it is shut there", async || !opens(&there, &path).await).await;
    }
}
