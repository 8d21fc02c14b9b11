//! Rules of the policy that ask about a visit: the country and where it began.

use http::StatusCode;
use testkit::{Browser, Options, TestPaper, on_both_databases};
use vocab::Access;

/// Publishes one rule at the desk.
async fn publish_rule(paper: &TestPaper, rule: &[(&str, &str)]) {
    let desk = paper.browser_of("circulation").await;
    for (part, fields) in [("rule", rule), ("publish", &[])] {
        let page = desk.get("/desk/meter/rule").await.text();
        let (_, seen) = page.split_once("name=\"seen\" value=\"").expect("a form");
        let mut fields = fields.to_vec();
        fields.push(("seen", seen.split('"').next().expect("a value")));
        let reply = desk.post(&format!("/desk/meter/{part}"), &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{part}: {}", reply.text());
    }
}

async fn access_from(browser: &Browser, path: &str, countries: &[(&str, &str)]) -> String {
    browser.get_with(path, countries).await.access().to_owned()
}

on_both_databases! {
    /// A rule holds for the countries that a trusted proxy tells, and nobody else tells any.
    async fn a_trusted_proxy_tells_the_country(paper: TestPaper, Options::default()
        .set("server.country_header=CF-IPCountry").set("server.trusted_proxies=127.0.0.1")) {
        publish_rule(paper, &[("name", "Abroad"), ("access", "metered"), ("countries", "GB, US"), ("outcome", "subscribe")]).await;
        let path = paper.publish("from-abroad", Access::Metered, "ABROAD-BODY").await;
        let reader = paper.browser();
        reader.visit(&path).await;
        for (headers, expected) in [
            (&[("cf-ipcountry", "GB")][..], "wall; because=premium"),
            (&[("cf-ipcountry", "us")], "wall; because=premium"),
            (&[("cf-ipcountry", "IN")], "open; because=metered"),
            (&[("cf-ipcountry", "T1")], "open; because=metered"),
            (&[("cf-ipcountry", "GB"), ("cf-ipcountry", "IN")], "open; because=metered"),
            (&[("x-country", "GB")], "open; because=metered"),
            (&[], "open; because=metered"),
        ] {
            let access = access_from(&reader, &path, headers).await;
            assert!(access.starts_with(expected), "{headers:?}: {access}");
        }
    }

    /// Without a trusted proxy the header is a visitor's own word.
    async fn a_visitor_tells_no_country(paper: TestPaper, Options::default().set("server.country_header=CF-IPCountry")) {
        publish_rule(paper, &[("name", "At home"), ("access", "metered"), ("countries", "IN"), ("outcome", "free")]).await;
        let path = paper.publish("at-home", Access::Metered, "HOME-BODY").await;
        let reader = paper.browser();
        reader.visit(&path).await;
        let access = access_from(&reader, &path, &[("cf-ipcountry", "IN")]).await;
        assert!(access.starts_with("open; because=metered"), "{access}");
    }

    /// Whoever begins at a page that a rule names is under the rule for the visit, and no longer.
    async fn a_visit_is_known_by_where_it_began(paper: TestPaper) {
        let path = paper.publish("entered", Access::Metered, "ENTERED-BODY").await;
        let before = paper.browser();
        before.get("/about").await;
        assert!(before.cookie("masthead_visit").is_none(), "nothing is remembered before a rule asks");
        publish_rule(paper, &[("name", "From the fair"), ("access", "metered"), ("entries", "/ab*"), ("outcome", "free")]).await;
        let guest = paper.browser();
        let page = guest.get("/about").await;
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert_eq!(guest.get(&path).await.access(), "open; because=free");
        // Each page goes on with the visit.
        paper.clock.advance(jiff::SignedDuration::from_mins(20));
        assert_eq!(guest.get(&path).await.access(), "open; because=free");
        paper.clock.advance(jiff::SignedDuration::from_mins(20));
        assert_eq!(guest.get(&path).await.access(), "open; because=free");
        // After a pause another visit begins, here.
        paper.clock.advance(jiff::SignedDuration::from_mins(31));
        assert!(guest.visit(&path).await.access().starts_with("open; because=metered"));
        // Others begin elsewhere, and a forged cookie is none.
        let other = paper.browser();
        assert!(other.visit(&path).await.access().starts_with("open; because=metered"));
        let stranger = paper.browser();
        let cookie = guest.cookie("masthead_visit").expect("a cookie");
        let (text, _) = cookie.split_once('.').expect("two parts");
        stranger.set_cookie("masthead_visit", &format!("{text}.AAAAAAAAAAAAAAAAAAAAAA"));
        let reply = stranger.get(&path).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "a newcomer proves the cookie: {}", reply.access());
    }
}
