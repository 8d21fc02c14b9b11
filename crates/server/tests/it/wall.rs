//! The wall: what it says, and that no locked byte passes it.

use http::StatusCode;
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};
use vocab::Access;

const TOKEN: &str = "zq7lockedtoken";

fn assert_closed(reply: &Reply, what: &str) {
    let text = reply.text();
    assert!(!text.contains(TOKEN), "{what} leaks");
    let headers = format!("{:?}", reply.headers);
    assert!(!headers.contains(TOKEN), "{what} leaks in its headers");
}

/// Reads five other stories, so that the device is at its limit.
async fn at_the_limit(paper: &TestPaper) -> Browser {
    let browser = paper.browser();
    for path in
        paper.paths(Access::Metered).await.iter().filter(|path| !path.contains("/locked-")).take(5)
    {
        assert!(browser.visit(path).await.access().starts_with("open"));
    }
    browser
}

on_both_databases! {
    /// Every level, to every kind of visitor: who gets the tokens and who does not.
    async fn each_level_opens_to_whom_it_should(paper: TestPaper) {
        let levels = [Access::Free, Access::Metered, Access::Registered, Access::Premium];
        let mut paths = Vec::new();
        for level in levels {
            paths.push(paper.publish(&format!("locked-{level}"), level, TOKEN).await);
        }
        let expected = [
            // free, metered, registered, premium
            ("anonymous at the limit", at_the_limit(paper).await, ["open; because=free", "wall; because=limit; used=5; limit=5", "wall; because=register", "wall; because=premium"]),
            ("registered", paper.browser_of("registered").await, ["open; because=free", "open; because=metered; used=1; limit=8", "open; because=registered", "wall; because=premium"]),
            ("lapsed", paper.browser_of("lapsed").await, ["open; because=free", "open; because=metered; used=1; limit=8", "open; because=registered", "wall; because=premium"]),
            ("subscriber", paper.browser_of("subscriber").await, ["open; because=free", "open; because=benefit", "open; because=registered", "open; because=benefit"]),
            ("editor", paper.browser_of("editor").await, ["open; because=staff"; 4]),
        ];
        for (who, browser, row) in expected {
            for (path, access) in paths.iter().zip(row) {
                let page = browser.visit(path).await;
                assert_eq!(page.status, StatusCode::OK, "{who} {path}");
                assert_eq!(page.access(), access, "{who} {path}");
                if access.starts_with("open") {
                    let count = page.text().matches(TOKEN).count();
                    assert_eq!(count, 5, "{who} {path}: the control gets every token");
                } else {
                    assert_closed(&page, &format!("{who} {path}"));
                    let reason = access.split(['=', ';']).nth(2).expect("a reason");
                    assert!(page.text().contains(&format!("data-wall=\"{reason}\"")), "{who} {path}");
                }
            }
        }
    }

    /// The wall says what the page of the specification says, with the number in it.
    async fn the_wall_names_limit_plans_and_the_way_on(paper: TestPaper) {
        let path = paper.publish("locked-metered", Access::Metered, TOKEN).await;
        let wall = at_the_limit(paper).await.visit(&path).await;
        let text = wall.text();
        for said in [
            "You have reached your limit of 5 free stories this month",
            "Subscribe now for unlimited access.",
            "Already a subscriber?",
            "Subscribe to read the full story →",
            "Renews automatically, cancel any time.",
            "₹900", "3 months", "₹300/month",
            "₹2,700", "1 year", "₹225/month",
            "₹3,900", "2 years", "₹162/month",
            "8 stories a month",
        ] {
            assert!(text.contains(said), "the wall lacks “{said}”");
        }
        assert!(text.contains(&format!("/login?next={path}")));
        assert!(text.contains("The lead is for everyone."));
        for placeholder in ["{{", "{%", "undefined", "NaN"] {
            assert!(!text.contains(placeholder), "{placeholder}");
        }
    }

    /// Log-in from the wall returns to the story, unlocked.
    async fn log_in_returns_to_the_story_unlocked(paper: TestPaper) {
        let path = paper.publish("locked-premium", Access::Premium, TOKEN).await;
        let browser = paper.browser();
        assert_closed(&browser.visit(&path).await, "anonymous");
        let form = browser.get(&format!("/login?next={path}")).await;
        assert!(form.text().contains(&format!("name=\"next\" value=\"{path}\"")));
        let reply = browser
            .post("/login", &[("email", "subscriber@demo.test"), ("password", "masthead-demo"), ("next", &path)])
            .await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, path.clone()));
        assert!(browser.get(&path).await.text().contains(TOKEN));
    }

    /// Known ways around walls: headers, ranges, forms of the address, the API.
    async fn known_bypasses_find_nothing(paper: TestPaper) {
        let path = paper.publish("locked-premium", Access::Premium, TOKEN).await;
        let browser = at_the_limit(paper).await;
        for (name, value) in [
            ("referer", "https://www.google.com/"),
            ("referer", "https://t.co/x"),
            ("user-agent", "Mozilla/5.0 (compatible; bingbot/2.0)"),
            ("user-agent", "facebookexternalhit/1.1"),
            ("x-forwarded-for", "66.249.66.1"),
            ("forwarded", "for=66.249.66.1"),
            ("x-real-ip", "66.249.66.1"),
            ("accept", "application/json"),
            ("accept", "text/markdown"),
            ("accept", "application/activity+json"),
            ("range", "bytes=2000-"),
            ("range", "bytes=0-10,2000-2100"),
            ("if-none-match", "\"anything\""),
            ("cookie", "masthead_device=AAAA; masthead_session=BBBB"),
            ("authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
        ] {
            let page = browser.get_with(&path, &[(name, value)]).await;
            assert_eq!(page.status, StatusCode::OK, "{name}: {value}");
            assert_closed(&page, &format!("{name}: {value}"));
        }
        for form in [
            format!("{path}?amp=1"), format!("{path}?output=1"), format!("{path}?print=1"),
            format!("{path}?preview=true"), format!("{path}/"), format!("{path}/amp"),
            format!("{path}.json"), format!("{path};.js"), format!("{path}/x.css"),
            format!("/{path}"), path.to_uppercase(), path.replacen("/m", "/%6d", 1),
            path.replacen("/m", "/%256d", 1), path.replacen("/l", "/./l", 1),
        ] {
            let page = browser.get(&form).await;
            assert_closed(&page, &form);
            assert!(!page.status.is_server_error(), "{form}: {}", page.status);
        }
        let listed = browser.get("/api/v1/stories?limit=100&fields=body&include=body").await;
        assert_closed(&listed, "the API's list");
        let id = listed.json()["items"].as_array().unwrap().iter()
            .find(|item| item["slug"] == "locked-premium").unwrap()["id"].as_str().unwrap().to_owned();
        let one = browser.get(&format!("/api/v1/stories/{id}")).await;
        assert_closed(&one, "the API’s story");
        assert_eq!(one.json()["decision"]["open"], false);
        assert!(one.json().get("body").is_none());
        for list in ["/", "/markets"] {
            assert_closed(&browser.get(list).await, list);
        }
    }

    /// As the locked text grows, the wall's page does not.
    async fn the_walls_size_tells_nothing(paper: TestPaper) {
        let short = paper.publish("locked-a", Access::Premium, "x").await;
        let long = paper.publish("locked-b", Access::Premium, &"y".repeat(20_000)).await;
        let browser = paper.browser();
        let (short, long) = (browser.get(&short).await, browser.get(&long).await);
        assert_eq!(short.bytes.len(), long.bytes.len());
    }

    /// A story that needs a benefit asks for it; a member without it stays out.
    async fn a_required_benefit_is_asked_for(paper: TestPaper) {
        let path = "/markets/seven-mid-caps-own-growth";
        let registered = paper.browser_of("registered").await;
        assert_eq!(registered.get(path).await.access(), "wall; because=benefit");
        let subscriber = paper.browser_of("subscriber").await;
        assert_eq!(subscriber.get(path).await.access(), "open; because=benefit");
    }

    /// Once cached as open for one, a page stays closed for another.
    async fn shared_bytes_are_not_shared_access(paper: TestPaper, Options::default()) {
        let path = paper.publish("locked-premium", Access::Premium, TOKEN).await;
        let subscriber = paper.browser_of("subscriber").await;
        assert!(subscriber.get(&path).await.text().contains(TOKEN));
        for _ in 0..50 {
            assert_closed(&paper.browser().get(&path).await, "a stranger after a subscriber");
        }
        subscriber.post("/logout", &[]).await;
        assert_closed(&subscriber.get(&path).await, "the subscriber after log-out");
    }
}
