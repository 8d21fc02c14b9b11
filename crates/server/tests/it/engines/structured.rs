//! What pages tell search engines about themselves.

use serde_json::Value;
use testkit::{Reply, TestPaper, on_both_databases};
use vocab::Access;

use super::TOKEN;

/// The data blocks of a page, parsed.
fn blocks(page: &str) -> Vec<Value> {
    page.split("<script type=\"application/ld+json\">")
        .skip(1)
        .map(|rest| {
            let block = rest.split("</script>").next().expect("an end");
            serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"))
        })
        .collect()
}

fn article(reply: &Reply) -> Value {
    let found = blocks(&reply.text());
    assert_eq!(found.len(), 2, "an article and its place");
    assert_eq!(found[1]["@type"], "BreadcrumbList");
    assert_eq!(found[0]["@type"], "NewsArticle");
    found[0].clone()
}

/// The part that is said not to be free is there, and holds the body if anything does.
fn assert_selector_matches(page: &str, article: &Value) {
    assert_eq!(article["hasPart"]["@type"], "WebPageElement");
    assert_eq!(article["hasPart"]["isAccessibleForFree"], false);
    let selector = article["hasPart"]["cssSelector"].as_str().expect("a selector");
    let class = selector.strip_prefix('.').expect("a class");
    let element = format!("class=\"{class}\"");
    assert_eq!(page.matches(&element).count(), 1, "{selector}");
    let (before, _) = page.split_once(&element).expect("the element");
    assert!(!before.contains(TOKEN), "nothing locked stands outside {selector}");
    assert!(before.contains("The lead is for everyone."), "the lead stands outside {selector}");
}

on_both_databases! {
    /// What is free is the story’s own level, for somebody of whom nothing is known.
    async fn each_level_says_what_it_is_whoever_asks(paper: TestPaper) {
        let subscriber = paper.browser_of("subscriber").await;
        for (level, is_free) in [(Access::Free, true), (Access::Metered, false), (Access::Registered, false), (Access::Premium, false)] {
            let path = paper.publish(&format!("locked-{level}"), level, TOKEN).await;
            let crawler = paper.browser().get_with(&path, &[("user-agent", "Googlebot/2.1")]).await;
            for (who, page) in [("a crawler", crawler), ("a subscriber", subscriber.visit(&path).await), ("a reader", paper.browser().visit(&path).await)] {
                let (said, text) = (article(&page), page.text());
                assert_eq!(said["isAccessibleForFree"], is_free, "{level} for {who}");
                if is_free {
                    assert!(said.get("hasPart").is_none() && !text.contains("class=\"locked\""));
                } else {
                    assert_selector_matches(&text, &said);
                }
                let data = blocks(&text).iter().map(Value::to_string).collect::<String>();
                assert!(!data.contains(TOKEN), "{level} for {who}: no body in the data");
            }
        }
    }

    /// Everything that engines ask of an article is there, on walls too.
    async fn an_article_is_described_in_full(paper: TestPaper) {
        let path = &paper.paths(Access::Premium).await[0];
        let page = paper.browser().get(path).await;
        assert!(page.access().starts_with("wall"));
        let said = article(&page);
        let own = |value: &Value| value.as_str().is_some_and(|url| url.starts_with(&paper.base));
        assert_eq!(said["url"], format!("{}{path}", paper.base));
        assert!(page.text().contains(&format!("<link rel=\"canonical\" href=\"{}\"", said["url"].as_str().unwrap())));
        for field in ["headline", "description", "articleSection"] {
            assert!(said[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
        }
        for field in ["datePublished", "dateModified"] {
            let moment = said[field].as_str().expect("a moment");
            assert!(moment.parse::<jiff::Timestamp>().is_ok() && moment.ends_with("+05:30"), "{moment}");
        }
        assert_eq!(said["inLanguage"], "en");
        assert_eq!(said["publisher"]["name"], "The Konkan Mercury");
        let images = said["image"].as_array().expect("pictures");
        assert!(!images.is_empty() && images.iter().all(own), "{images:?}");
        let authors = said["author"].as_array().expect("authors");
        assert!(!authors.is_empty());
        for author in authors {
            assert_eq!(author["@type"], "Person");
            let url = author["url"].as_str().expect("an address");
            let page = paper.browser().get(url).await;
            assert!(page.text().contains(author["name"].as_str().expect("a name")), "{url}");
        }
        let steps = blocks(&page.text())[1]["itemListElement"].as_array().expect("steps").clone();
        assert_eq!(steps.len(), 3);
        for step in steps {
            let item = step["item"].as_str().expect("an address");
            assert_eq!(paper.browser().visit(item).await.status, http::StatusCode::OK, "{item}");
        }
        // Data is no script: nothing in the policy has to allow it, and nothing does.
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
    }
}
