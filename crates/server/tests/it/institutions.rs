//! Institutions: who is recognised, by what, for how long; and codes.

use std::time::Duration;

use http::StatusCode;
use jiff::SignedDuration;
use readers::{NewReader, find_reader, insert_reader};
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};
use vocab::{Access, ReaderId};
use web::RoleSet;

use crate::{
    meter::join_all,
    nodes::{at, on_two_nodes, within},
};

pub(crate) const TOKEN: &str = "zq7lockedtoken";
pub(crate) const HOUR: SignedDuration = SignedDuration::from_hours(1);
pub(crate) const DAY: SignedDuration = SignedDuration::from_hours(24);
pub(crate) const CAMPUS: &[(&str, &str)] = &[("x-forwarded-for", "203.0.113.9")];
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[("x-forwarded-for", "198.51.100.9")];
const BY_INSTITUTION: &str = "open; because=institution";
const FRESHNESS: Duration = Duration::from_secs(2);

/// A paper behind a proxy that tells addresses.
pub(crate) fn behind_proxy() -> Options {
    Options::default().set("server.trusted_proxies=127.0.0.1")
}

/// Makes an institution with these fields beside the usual ones: its page at the desk.
pub(crate) async fn institution(desk: &Browser, slug: &str, fields: &[(&str, &str)]) -> String {
    let usual = [
        ("slug", slug),
        ("name", "Coast University"),
        ("benefits", "unlimited premium"),
        ("from", "2026-11-24"),
        ("until", "2026-11-30"),
    ];
    let usual = usual.iter().filter(|(name, _)| !fields.iter().any(|(own, _)| own == name));
    let fields: Vec<_> = usual.chain(fields).copied().collect();
    let added = desk.post("/desk/institutions", &fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    format!("/desk/institutions/{slug}")
}

async fn done(desk: &Browser, path: &str, fields: &[(&str, &str)]) {
    let reply = desk.post(path, fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}: {}", reply.text());
}

pub(crate) async fn network(desk: &Browser, page: &str, networks: &str) {
    done(desk, &format!("{page}/networks"), &[("networks", networks)]).await;
}

/// Makes a code: its number, and the code as the page shows it.
async fn code(desk: &Browser, page: &str, readers: &str) -> (String, String) {
    let fields = [("label", "Law faculty"), ("readers", readers)];
    let made = desk.post(&format!("{page}/codes"), &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let text = made.text();
    let (_, rest) = text.split_once("<code class=\"access-code\">").expect("the code");
    let (_, id) = text.split_once("/codes/").expect("its line");
    let shown = rest.split('<').next().unwrap().to_owned();
    (id.split('/').next().unwrap().to_owned(), shown)
}

/// A reader of this address who is logged in.
async fn reader(paper: &TestPaper, email: &str, verified: bool) -> Browser {
    let parts = &paper.paper;
    let id = ReaderId::fresh(&parts.ambient);
    let roles = RoleSet::default();
    let new = NewReader { id, email, name: "", password_hash: None, roles: &roles, verified };
    let mut tx = parts.db.begin().await.unwrap();
    assert!(insert_reader(&mut tx, &new, parts.ambient.now()).await.unwrap());
    let found = find_reader(&mut tx, id).await.unwrap().unwrap();
    let session = parts.readers.sessions().begin(&mut tx, &found, "test").await.unwrap();
    tx.commit().await.unwrap();
    let browser = paper.browser();
    browser.set_cookie("masthead_session", &session.token);
    browser
}

async fn redeem(browser: &Browser, code: &str) -> Reply {
    browser.post("/institution", &[("code", code)]).await
}

/// Whether the institution opens a premium story to this browser.
async fn opens(browser: &Browser, path: &str) -> bool {
    let page = browser.get(path).await;
    let open = page.access() == BY_INSTITUTION;
    assert_eq!(page.text().contains(TOKEN), open, "{}", page.access());
    open
}

pub(crate) async fn access(browser: &Browser, path: &str, headers: &[(&str, &str)]) -> String {
    browser.get_with(path, headers).await.access().to_owned()
}

on_both_databases! {
    /// Whoever comes from its network reads on the first visit, without a cookie, and is told why.
    async fn a_network_reads_at_once(paper: TestPaper, behind_proxy().set("meter.network_allowance=1")) {
        let desk = paper.browser_of("circulation").await;
        let metered = paper.publish("counted", Access::Metered, TOKEN).await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let registered = paper.publish("for-readers", Access::Registered, TOKEN).await;
        assert!(!paper.browser().get(&premium).await.text().contains("/institution"), "no link before there are any");
        let page = institution(&desk, "coast", &[]).await;
        network(&desk, &page, "203.0.113.0/24\n2001:db8:a::/48, 198.51.100.7").await;
        for path in [&metered, &premium, &registered] {
            for from in ["203.0.113.9", "::ffff:203.0.113.9", "2001:db8:a::1", "198.51.100.7"] {
                let page = paper.browser().get_with(path, &[("x-forwarded-for", from)]).await;
                assert_eq!((page.status, page.access()), (StatusCode::OK, BY_INSTITUTION), "{path} from {from}");
                assert!(page.text().contains(TOKEN) && page.header("set-cookie").is_empty());
            }
            for from in ["203.0.114.9", "198.51.100.8", "2001:db8:b::1", "10.0.0.1"] {
                let page = paper.browser().get_with(path, &[("x-forwarded-for", from)]).await;
                assert!(page.access().starts_with("wall") && !page.text().contains(TOKEN), "{path} from {from}");
            }
        }
        let told = paper.browser().get_with("/institution", CAMPUS).await;
        assert!(told.text().contains("You are reading through Coast University: you come from its network."), "{}", told.text());
        assert!(told.text().contains("30 November 2026") && told.header("cache-control").contains("no-store"));
        let me = paper.browser().get_with("/api/v1/me", CAMPUS).await.json();
        assert_eq!((me["institution"]["slug"].as_str(), me["institution"]["name"].as_str()), (Some("coast"), Some("Coast University")));
        assert!(paper.browser().get_with("/api/v1/me", ELSEWHERE).await.json()["institution"].is_null());
        // Walls are shared bytes, and made anew with the feed.
        within(FRESHNESS, "the link on the wall", async || {
            let wall = paper.browser().get_with(&premium, ELSEWHERE).await.text();
            wall.contains("href=\"/institution?next=/markets/for-payers\"")
        })
        .await;
    }

    /// What the agreement does not give is counted as for anybody, but no network is held to its allowance.
    async fn what_it_does_not_give_is_as_for_anybody(paper: TestPaper, behind_proxy().set("meter.network_allowance=1")) {
        let desk = paper.browser_of("circulation").await;
        let metered = paper.publish("counted", Access::Metered, TOKEN).await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let page = institution(&desk, "coast", &[("benefits", "archive")]).await;
        network(&desk, &page, "203.0.113.0/24").await;
        for _ in 0..5 {
            let visitor = paper.browser();
            assert_eq!(access(&visitor, &metered, CAMPUS).await, "wall; because=newcomer");
            let page = visitor.get_with(&format!("{metered}?_d=1"), CAMPUS).await;
            assert!(page.access().starts_with("open; because=metered"), "{}", page.access());
        }
        assert_eq!(access(&paper.browser(), &premium, CAMPUS).await, "wall; because=premium");
    }

    /// A subscription of one's own comes before the institution's; staff read as staff.
    async fn ones_own_subscription_comes_first(paper: TestPaper, behind_proxy()) {
        let desk = paper.browser_of("circulation").await;
        let metered = paper.publish("counted", Access::Metered, TOKEN).await;
        let page = institution(&desk, "coast", &[]).await;
        network(&desk, &page, "203.0.113.0/24").await;
        for (name, because) in [("subscriber", "benefit"), ("registered", "institution"), ("lapsed", "institution"), ("editor", "staff")] {
            let browser = paper.browser_of(name).await;
            assert_eq!(access(&browser, &metered, CAMPUS).await, format!("open; because={because}"), "{name}");
        }
    }

    /// An agreement begins and ends with its days, by the clock alone; a pause holds at once.
    async fn an_agreement_has_its_days(paper: TestPaper, behind_proxy().set("meter.newcomers=open")) {
        let desk = paper.browser_of("circulation").await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let page = institution(&desk, "coast", &[("from", "2026-11-25"), ("until", "2026-11-26")]).await;
        network(&desk, &page, "203.0.113.0/24").await;
        let visitor = paper.browser();
        let is_open = async || access(&visitor, &premium, CAMPUS).await == BY_INSTITUTION;
        // It is 11:30 of the 24th in the paper's zone.
        assert!(!is_open().await);
        paper.clock.advance(HOUR * 12);
        assert!(!is_open().await);
        paper.clock.advance(HOUR / 2);
        assert!(is_open().await);
        done(&desk, &format!("{page}/pause"), &[]).await;
        assert!(!is_open().await);
        assert_eq!(desk.post(&format!("{page}/pause"), &[]).await.status, StatusCode::CONFLICT);
        done(&desk, &format!("{page}/pause/withdraw"), &[]).await;
        assert!(is_open().await);
        paper.clock.advance(DAY * 2 - HOUR / 2);
        assert!(is_open().await);
        paper.clock.advance(HOUR / 2);
        assert!(!is_open().await);
        done(&desk, &page, &[("name", "Coast University"), ("benefits", "premium"), ("from", "2026-11-25"), ("until", "2026-12-31")]).await;
        assert!(is_open().await, "a later last day");
        assert_eq!(desk.post(&format!("{page}/end"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        done(&desk, &format!("{page}/end"), &[("sure", "yes")]).await;
        assert!(!is_open().await);
        for (path, fields) in [("/pause/withdraw", &[][..]), ("/networks", &[("networks", "192.0.2.0/24")]), ("", &[("name", "x"), ("benefits", "premium"), ("from", "2026-11-25"), ("until", "2027-12-31")])] {
            assert_eq!(desk.post(&format!("{page}{path}"), fields).await.status, StatusCode::CONFLICT, "{path}");
        }
        let log = store::audit::list_entries(&paper.paper.db, i64::MAX, 20).await.unwrap();
        let deeds: Vec<_> = log.iter().rev().filter(|entry| entry.subject == "coast").map(|entry| &*entry.action).collect();
        assert_eq!(deeds, ["institution.add", "institution.add_network", "institution.pause", "institution.resume", "institution.change", "institution.end"]);
    }

    /// A proven address of its domain reads once logged in; subdomains only where asked for.
    async fn a_domain_is_that_of_a_proven_address(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let page = institution(&desk, "coast", &[]).await;
        done(&desk, &format!("{page}/domains"), &[("domain", "@Coast.EDU")]).await;
        let (proven, unproven) = (reader(paper, "Nina@coast.edu", true).await, reader(paper, "omar@coast.edu", false).await);
        let below = reader(paper, "nina@law.coast.edu", true).await;
        let beside = reader(paper, "nina@notcoast.edu", true).await;
        assert!(opens(&proven, &premium).await);
        for other in [&unproven, &below, &beside, &paper.browser()] {
            assert!(!opens(other, &premium).await);
        }
        assert!(proven.get("/account").await.text().contains("You are reading through Coast University, by your e-mail address."));
        done(&desk, &format!("{page}/domains"), &[("domain", "coast.edu"), ("subdomains", "yes")]).await;
        assert!(opens(&below, &premium).await && !opens(&beside, &premium).await);
        done(&desk, &format!("{page}/domains/remove"), &[("domain", "coast.edu")]).await;
        assert!(!opens(&proven, &premium).await && !opens(&below, &premium).await);
    }

    /// A code is shown once and kept as a hash; who redeems it reads everywhere until leaving.
    async fn a_code_makes_a_member(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let page = institution(&desk, "coast", &[]).await;
        let (id, typed) = code(&desk, &page, "2").await;
        assert_eq!(typed.len(), 23, "{typed}");
        assert!(!desk.get(&page).await.text().contains(&typed), "shown once");
        let log = store::audit::list_entries(&paper.paper.db, i64::MAX, 9).await.unwrap();
        assert!(log[0].action == "institution.add_code" && !format!("{log:?}").contains(&typed));
        assert_eq!(redeem(&paper.browser(), &typed).await.location(), "/login?next=/institution%3Fnext%3D/");
        let stranger = paper.browser().get("/institution?next=/markets/for-payers").await.text();
        assert!(stranger.contains("/login?next=/institution%3Fnext%3D%252Fmarkets%252Ffor-payers") || stranger.contains("/login?next=/institution%3Fnext%3D/markets/for-payers"), "{stranger}");

        let (nina, omar, tara) = (reader(paper, "nina@readers.test", true).await, reader(paper, "omar@readers.test", true).await, reader(paper, "tara@readers.test", true).await);
        let joined = nina.post("/institution", &[("code", &typed.to_lowercase().replace('-', " ")), ("next", &premium)]).await;
        assert_eq!(joined.location(), "/institution?next=/markets/for-payers&joined=1", "{}", joined.text());
        let told = nina.visit(&joined.location()).await.text();
        assert!(told.contains("by the code that you entered") && told.contains("href=\"/markets/for-payers\""), "{told}");
        assert!(opens(&nina, &premium).await);
        assert!(nina.get("/account").await.text().contains("Coast University, until 30 November 2026"));
        assert_eq!(redeem(&nina, &typed).await.status, StatusCode::SEE_OTHER, "once more costs nothing");
        assert_eq!(redeem(&omar, &typed).await.status, StatusCode::SEE_OTHER);
        assert_eq!(redeem(&tara, &typed).await.status, StatusCode::UNPROCESSABLE_ENTITY, "two of two");

        assert_eq!(nina.post("/institution/coast/departure", &[]).await.location(), "/institution?left=1");
        assert!(!opens(&nina, &premium).await);
        assert_eq!(nina.post("/institution/coast/departure", &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(redeem(&tara, &typed).await.status, StatusCode::UNPROCESSABLE_ENTITY, "leaving makes no room");
        assert_eq!(redeem(&nina, &typed).await.status, StatusCode::SEE_OTHER, "but for who had it");
        assert!(opens(&nina, &premium).await);

        done(&desk, &format!("{page}/codes/{id}/revocation"), &[("members", "yes")]).await;
        assert!(!opens(&nina, &premium).await && !opens(&omar, &premium).await);
        assert_eq!(redeem(&nina, &typed).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(desk.post(&format!("{page}/codes/{id}/revocation"), &[]).await.status, StatusCode::CONFLICT);

        let (id, typed) = code(&desk, &page, "5").await;
        assert_eq!(redeem(&tara, &typed).await.status, StatusCode::SEE_OTHER);
        done(&desk, &format!("{page}/codes/{id}/revocation"), &[]).await;
        assert!(opens(&tara, &premium).await, "who has joined stays");
        paper.clock.advance(DAY * 7);
        assert!(!opens(&tara, &premium).await, "as long as the agreement runs");
    }

    /// Whatever is wrong with a code, the answer is the same, and after five tries there is none for an hour.
    async fn guessing_is_answered_alike_and_seldom(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let page = institution(&desk, "coast", &[]).await;
        let (id, revoked) = code(&desk, &page, "9").await;
        done(&desk, &format!("{page}/codes/{id}/revocation"), &[]).await;
        let fields = [("label", "Short"), ("readers", "9"), ("expires", "2026-11-24")];
        let made = desk.post(&format!("{page}/codes"), &fields).await.text();
        let short = made.split("<code class=\"access-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let (_, good) = code(&desk, &page, "9").await;
        paper.clock.advance(HOUR * 13);
        let nina = reader(paper, "nina@readers.test", true).await;
        let near = format!("{}{}", &good[..22], if good.ends_with('A') { "B" } else { "A" });
        let mut answers = Vec::new();
        for wrong in [&*revoked, &short, &near, "", "ABCDE-ABCDE-ABCDE-ABCDE"] {
            let answer = redeem(&nina, wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            answers.push(answer.text().replace(&format!("value=\"{wrong}\""), ""));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
        let tried = redeem(&nina, &good).await;
        assert_eq!(tried.status, StatusCode::TOO_MANY_REQUESTS, "even the right one");
        assert!(!tried.header("retry-after").is_empty());
        let omar = reader(paper, "omar@readers.test", true).await;
        assert_eq!(redeem(&omar, &good).await.status, StatusCode::SEE_OTHER, "another account has its own");
        paper.clock.advance(HOUR);
        assert_eq!(redeem(&nina, &good).await.status, StatusCode::SEE_OTHER);
    }

    /// Fifty readers at once, room for ten: ten join, and the code says so.
    async fn a_code_is_redeemed_exactly_as_often_as_it_may(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let page = institution(&desk, "coast", &[]).await;
        let (_, typed) = code(&desk, &page, "10").await;
        let mut crowd = Vec::new();
        for number in 0..50 {
            crowd.push(reader(paper, &format!("r{number}@readers.test"), true).await);
        }
        let answers = join_all(crowd.iter().map(|one| redeem(one, &typed))).await;
        let joined = answers.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
        assert_eq!(joined, 10, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        let mut reading = 0;
        for one in &crowd {
            reading += u32::from(opens(one, &premium).await);
        }
        assert_eq!(reading, 10);
        assert!(desk.get(&page).await.text().contains("10 of 10"));
    }

    /// What will not do is refused with what it is and what would do; nothing half-done.
    async fn what_will_not_do_is_refused(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let page = institution(&desk, "coast", &[]).await;
        let other = institution(&desk, "hill", &[("name", "Hill College")]).await;
        network(&desk, &page, "203.0.113.0/24").await;
        done(&desk, &format!("{page}/domains"), &[("domain", "coast.edu")]).await;
        for (path, fields, says) in [
            ("/networks", [("networks", "192.0.2.0/24\n203.0.113.128/25")], "203.0.113.128/25 meets 203.0.113.0/24 of Coast University"),
            ("/networks", [("networks", "203.0.0.0/16")], "203.0.0.0/16 meets 203.0.113.0/24 of Coast University"),
            ("/networks", [("networks", "::ffff:203.0.113.7")], "meets 203.0.113.0/24"),
            ("/networks", [("networks", "192.0.2.7/24")], "If you mean the network, write 192.0.2.0/24"),
            ("/networks", [("networks", "0.0.0.0/0")], "more addresses than an institution has"),
            ("/networks", [("networks", "2001::/16")], "more addresses than an institution has"),
            ("/networks", [("networks", "192.0.2.0/24, campus")], "“campus” is no network"),
            ("/domains", [("domain", "Coast.edu")], "coast.edu is a domain of Coast University"),
            ("/domains", [("domain", "gmail.com")], "Anybody may have an address"),
            ("/domains", [("domain", "not a domain")], "is no domain"),
            ("/codes", [("label", "x")], "write a number from 1 to"),
            ("", [("name", "Hill College")], "name at least one benefit"),
        ] {
            let reply = desk.post(&format!("{other}{path}"), &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(reply.text().contains(says), "{says}: {}", reply.text());
        }
        assert!(!desk.get(&other).await.text().contains("192.0.2.0/24"), "all or none");
        let twice = desk.post("/desk/institutions", &[("slug", "coast"), ("name", "x"), ("benefits", "premium"), ("from", "2026-11-24"), ("until", "2026-11-24")]).await;
        assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.text().contains("another institution has it"));
        // What was an ended institution's is free.
        done(&desk, &format!("{page}/end"), &[("sure", "yes")]).await;
        network(&desk, &other, "203.0.113.128/25").await;
        done(&desk, &format!("{other}/domains"), &[("domain", "coast.edu")]).await;
    }

    /// Ten institutions want the same network at once: one gets it.
    async fn racing_for_a_network_gives_it_to_one(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let mut pages = Vec::new();
        for number in 0..10 {
            pages.push(institution(&desk, &format!("i{number}"), &[]).await);
        }
        let paths: Vec<_> = pages.iter().map(|page| format!("{page}/networks")).collect();
        let answers = join_all(paths.iter().enumerate().map(async |(number, path)| {
            let network = if number % 2 == 0 { "203.0.113.0/24" } else { "203.0.112.0/23" };
            desk.post(path, &[("networks", network)]).await.status
        }))
        .await;
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::SEE_OTHER).count(), 1, "{answers:?}");
    }

    /// A site that keeps its own pages tells the reader's address, and the institution reads there.
    async fn other_sites_readers_are_recognised(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let page = institution(&desk, "coast", &[]).await;
        network(&desk, &page, "203.0.113.0/24").await;
        let key = crate::api_access::new_key(paper, "edge").await;
        for (address, because, slug) in [("203.0.113.9", "institution", Some("coast")), ("198.51.100.9", "premium", None)] {
            let body = serde_json::json!({ "story": premium, "address": address });
            let answer = crate::api_access::decision(paper, &key, &body).await;
            assert_eq!((answer["decision"]["because"].as_str(), answer["institution"].as_str()), (Some(because), slug));
        }
    }
}

on_two_nodes! {
    /// What is changed on one node is seen on the other within two seconds.
    async fn institutions_are_one_on_all_nodes(a, b) {
        let desk = a.browser_of("circulation").await;
        let premium = a.publish("for-payers", Access::Premium, TOKEN).await;
        within(FRESHNESS, "the story", async || b.browser().get(&premium).await.status == StatusCode::OK).await;
        let page = institution(&desk, "coast", &[]).await;
        let there = async || access(&b.browser(), &premium, &[]).await == BY_INSTITUTION;
        assert!(!there().await);
        network(&desk, &page, "127.0.0.0/8").await;
        within(FRESHNESS, "the network", there).await;
        done(&desk, &format!("{page}/pause"), &[]).await;
        within(FRESHNESS, "the pause", async || !there().await).await;
        done(&desk, &format!("{page}/networks/remove"), &[("network", "127.0.0.0/8")]).await;
        done(&desk, &format!("{page}/pause/withdraw"), &[]).await;
        let (id, typed) = code(&desk, &page, "9").await;
        let nina = reader(a, "nina@readers.test", true).await;
        assert_eq!(redeem(&nina, &typed).await.status, StatusCode::SEE_OTHER);
        let nina_there = at(b, &nina);
        within(FRESHNESS, "the membership", || opens(&nina_there, &premium)).await;
        assert_eq!(nina_there.post("/institution/coast/departure", &[]).await.status, StatusCode::SEE_OTHER);
        within(FRESHNESS, "the departure", async || !opens(&nina, &premium).await).await;
        assert_eq!(redeem(&nina_there, &typed).await.status, StatusCode::SEE_OTHER);
        within(FRESHNESS, "the way back", || opens(&nina, &premium)).await;
        done(&desk, &format!("{page}/codes/{id}/revocation"), &[("members", "yes")]).await;
        within(FRESHNESS, "the revocation", async || !opens(&nina_there, &premium).await).await;
        done(&desk, &format!("{page}/domains"), &[("domain", "readers.test")]).await;
        within(FRESHNESS, "the domain", || opens(&nina_there, &premium)).await;
        done(&desk, &format!("{page}/end"), &[("sure", "yes")]).await;
        within(FRESHNESS, "the end", async || !opens(&nina_there, &premium).await).await;
        // Both count into one report.
        b.paper.paywall.flush_usage().await.unwrap();
        let csv = desk.get(&format!("{page}/usage.csv")).await.text();
        assert!(csv.contains("coast,2026-11,"), "{csv}");
    }
}
