//! What institutions use, as their reports count it, and rules that speak of them.

use axum::body::Body;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use server::{
    Opening, Paper,
    config::{Source, load},
};
use testkit::{SeededRandom, TestPaper, on_both_databases};
use vocab::{Access, Ambient};

use crate::institutions::{
    CAMPUS, DAY, ELSEWHERE, HOUR, TOKEN, access, behind_proxy, institution, network,
};

on_both_databases! {
    /// The report: requests, investigations and turn-aways, second clicks and hours as COUNTER has them.
    async fn usage_is_counted_as_counter_does(paper: TestPaper, behind_proxy()) {
        let desk = paper.browser_of("circulation").await;
        let metered = paper.publish("counted", Access::Metered, TOKEN).await;
        let registered = paper.publish("for-readers", Access::Registered, TOKEN).await;
        let premium = paper.publish("for-payers", Access::Premium, TOKEN).await;
        let free = paper.publish("for-all", Access::Free, TOKEN).await;
        let page = institution(&desk, "coast", &[("name", "=Coast, \"U\""), ("benefits", "unlimited"), ("until", "2026-12-31")]).await;
        network(&desk, &page, "203.0.113.0/24").await;
        let visitor = paper.browser();
        for path in [&metered, &metered, &registered, &premium, &premium, &free] {
            visitor.get_with(path, CAMPUS).await;
        }
        // Others behind the same address are others by what their programs call themselves.
        let other = [CAMPUS, &[("user-agent", "Firefox of somebody else")]].concat();
        visitor.get_with(&metered, &other).await;
        for headers in [
            &[CAMPUS, &[("user-agent", "Googlebot/2.1")]].concat()[..],
            &[CAMPUS, &[("sec-purpose", "prefetch")]].concat(),
            ELSEWHERE,
        ] {
            paper.browser().get_with(&metered, headers).await;
        }
        let head = visitor.request(Method::HEAD, &metered, CAMPUS).body(Body::empty()).unwrap();
        visitor.send(head).await;
        paper.browser_of("editor").await.get_with(&metered, CAMPUS).await;
        paper.browser_of("subscriber").await.get_with(&metered, CAMPUS).await;
        let csv = async || desk.get(&format!("{page}/usage.csv")).await;
        let first = csv().await;
        assert_eq!((first.header("content-type"), first.header("cache-control")), ("text/csv; charset=utf-8", "private, no-store"));
        let text = first.text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "Institution_Name,Institution_ID,Month,Total_Item_Requests,Unique_Item_Requests,Total_Item_Investigations,Unique_Item_Investigations,No_License");
        assert_eq!(lines[1..], ["\"'=Coast, \"\"U\"\"\",coast,2026-11,3,3,4,4,1"]);
        paper.clock.advance(SignedDuration::from_secs(31));
        visitor.get_with(&metered, CAMPUS).await;
        assert!(csv().await.text().contains("coast,2026-11,4,3,5,4,1"), "{}", csv().await.text());
        paper.clock.advance(HOUR);
        visitor.get_with(&metered, CAMPUS).await;
        assert!(csv().await.text().contains("coast,2026-11,5,4,6,5,1"));
        paper.clock.advance(DAY * 7);
        visitor.get_with(&premium, CAMPUS).await;
        let later = paper.browser_of("circulation").await;
        let shown = later.get(&page).await.text();
        assert!(shown.contains("<td>November 2026</td><td class=\"number\">5</td><td class=\"number\">4</td><td class=\"number\">6</td><td class=\"number\">5</td><td class=\"number\">1</td>"), "{shown}");
        assert!(later.get(&format!("{page}/usage.csv")).await.text().ends_with("coast,2026-12,0,0,1,1,1\r\n"), "the paper’s month");
        assert!(later.get("/desk/institutions").await.text().contains("=Coast"));
        paper.paper.paywall.flush_usage().await.unwrap();
        paper.paper.paywall.prune_passes().await.unwrap();
        assert!(later.get(&format!("{page}/usage.csv")).await.text().contains("2026-11"), "kept for three years");
    }

    /// Rules speak of institutions, in the form and in the preview; an unknown one is refused.
    async fn rules_speak_of_institutions(paper: TestPaper, behind_proxy()) {
        let desk = paper.browser_of("circulation").await;
        let metered = paper.publish("counted", Access::Metered, TOKEN).await;
        let page = institution(&desk, "coast", &[("benefits", "archive")]).await;
        network(&desk, &page, "203.0.113.0/24").await;
        let form = desk.get("/desk/meter/rule").await.text();
        assert!(form.contains("value=\"institution\"") && form.contains("value=\"institution:coast\""), "{form}");
        assert!(form.contains("from the institution “Coast University”"));
        let send = async |part: &str, fields: &[(&str, &str)]| {
            let form = desk.get("/desk/meter/rule").await.text();
            let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            desk.post(&format!("/desk/meter/{part}"), &[fields, &[("seen", &*seen)]].concat()).await
        };
        let rule = |audience| [("name", "Campus"), ("access", "metered"), ("audience", audience), ("outcome", "free")];
        let refused = send("rule", &rule("institution:hill")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("there is no institution “hill”"), "{}", refused.text());
        assert_eq!(send("rule", &rule("institution:coast")).await.status, StatusCode::SEE_OTHER);
        let preview = desk.get(&format!("/desk/meter?story={metered}")).await.text();
        let line = preview.split("<tr").find(|line| line.contains("from the institution “Coast University”")).expect("a trial");
        assert!(line.contains("Wall: the lead") && line.contains("Reads: free"), "{line}");
        assert_eq!(send("publish", &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(access(&paper.browser(), &metered, CAMPUS).await, "open; because=free");
        assert_ne!(access(&paper.browser(), &metered, ELSEWHERE).await, "open; because=free");
        assert!(desk.get(&format!("{page}/usage.csv")).await.text().contains("coast,2026-11,1,1,1,1,0"), "opened by a rule for it");
    }

    /// A configuration whose rule names an institution that is not there is refused, with rule and field.
    async fn a_configuration_names_only_what_is_there(paper: TestPaper) {
        let open = async || {
            let file = paper.folder().join("with-rule.toml");
            let text = std::fs::read_to_string(paper.folder().join("masthead.toml")).unwrap();
            let rule = "[[meter.rules]]\nname = \"Campus\"\naudience = [\"institution:coast\"]\noutcome = \"free\"\n";
            std::fs::write(&file, format!("{text}\n{rule}")).unwrap();
            let set = vec![format!("store.database={}", paper.database.as_ref().unwrap().url())];
            let config = load(&Source { file, environment: Vec::new(), set }).expect("a configuration");
            let ambient = Ambient::new(paper.clock.clone(), SeededRandom::new(7));
            Paper::open(config, ambient, Opening { demo: true }).await
        };
        let refused = open().await.err().map(|error| format!("{error:#}")).expect("a refusal");
        assert!(refused.contains("rule 1 “Campus”: audience: there is no institution “coast”"), "{refused}");
        institution(&paper.browser_of("circulation").await, "coast", &[]).await;
        open().await.expect("it opens").db.close().await;
    }
}
