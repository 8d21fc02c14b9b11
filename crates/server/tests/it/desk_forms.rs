//! The desk's forms and pages: what they take, what they refuse in words, and
//! where they lead when something is wrong.

use http::StatusCode;
use testkit::{TestPaper, on_both_databases};

use crate::stories::{Typed, mark};

on_both_databases! {
    /// Errors at the desk leave the staff at the desk; the reader's page knows who is logged in.
    async fn errors_keep_one_where_one_is(paper: TestPaper) {
        let author = paper.browser_of("author").await;
        for (path, status) in [("/desk/sections", 403), ("/desk/nothing-here", 404), ("/desk/stories/99999999", 404), ("/desk/stories/1", 403)] {
            let reply = author.get(path).await;
            let page = reply.text();
            assert_eq!(reply.status.as_u16(), status, "{path}");
            assert!(page.contains("<a href=\"/desk\">Back to the desk</a>") && page.contains("href=\"/desk/stories\""), "{path}: {page}");
            assert!(!page.contains("href=\"/login\"") && !page.contains("href=\"/subscribe\""), "{path}: {page}");
        }
        let conflict = author.post("/desk/stories/1/withdrawal", &[("version", "1")]).await;
        assert!(conflict.text().contains("Back to the desk"));
        // Elsewhere the staff are readers, and readers see nothing of the desk.
        let reader = paper.browser_of("registered").await;
        for (browser, path) in [(&author, "/nothing-here"), (&reader, "/nothing-here"), (&reader, "/desk"), (&reader, "/desk/nothing-here")] {
            let page = browser.get(path).await.text();
            assert!(page.contains("<a href=\"/account\">Account</a>") && !page.contains("href=\"/login\""), "{path}: {page}");
            assert!(!page.contains("Back to the desk"), "{path}");
        }
        assert!(paper.browser().get("/nothing-here").await.text().contains("href=\"/login\""));
    }

    /// An author reads the own story after its publication, and loses nothing typed too late.
    async fn authors_read_what_is_published(paper: TestPaper) {
        let (author, editor) = (paper.browser_of("author").await, paper.browser_of("editor").await);
        let desk = Typed::new("Out of my hands").create(&author).await;
        mark(&editor, &desk, "publication", "1").await;
        let reply = author.get(&desk).await;
        let page = reply.text();
        assert_eq!(reply.status, StatusCode::OK);
        assert!(page.contains("ask an editor") && page.contains("The body as it was typed.") && !page.contains("<textarea"), "{page}");
        assert_eq!(author.get(&format!("{desk}/preview")).await.status, StatusCode::OK);
        let late = Typed::new("Out of my hands").with("version", "2").with("body", "Typed too late.").post(&author, &desk).await;
        assert_eq!(late.status, StatusCode::FORBIDDEN);
        assert!(late.text().contains("Typed too late.") && late.text().contains("Nothing of yours was saved"));
        assert!(paper.browser().get("/markets/out-of-my-hands").await.text().contains("as it was typed"));
    }

    /// What will not do is named.
    async fn refusals_name_what_will_not_do(paper: TestPaper) {
        let editor = paper.browser_of("editor").await;
        for (field, text, sentence) in [
            ("headline", "समाचार", "This headline gives no address: please write one in small Latin letters."),
            ("body", "See [this](javascript:x) and [that](//evil.test/a).", "(“javascript:x”, “//evil.test/a”)"),
            ("body", "<p>One</p><iframe src=\"https://x.test\"></iframe>", "cannot hold this: &#60;iframe&#62;"),
            ("body", "<script>x</script>", "&#60;script&#62;"),
            ("authors", "Nobody Known", "there is no author “Nobody Known”"),
        ] {
            let reply = Typed::new("Named").with(field, text).post(&editor, "/desk/stories/new").await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
            assert!(reply.text().contains(sentence), "{sentence}: {}", reply.text());
        }
        // A word processor's own elements go, and their words stay.
        let typed = Typed::new("From a word processor").with("body", "<p class=MsoNormal>Words <o:p>that stay</o:p> <blink>here</blink></p>");
        let desk = typed.create(&editor).await;
        let page = editor.get(&desk).await.text();
        assert!(page.contains("Words that stay here") && !page.contains("o:p"), "{page}");
    }

    /// Authors are named as one knows them, and the preview shows the whole head.
    async fn authors_go_by_name_or_address(paper: TestPaper) {
        let editor = paper.browser_of("editor").await;
        for (slug, name) in [("zara-one", "Zara One"), ("omar", "Omar Two"), ("twin-a", "The Twins"), ("twin-b", "The Twins")] {
            editor.post("/desk/authors", &[("slug", slug), ("name", name)]).await;
        }
        for (index, text) in ["zara-one omar", "Zara One, omar", "zara-one,Omar Two", "zara one , omar two"].iter().enumerate() {
            let typed = Typed::new("By whom").with("slug", &format!("by-whom-{index}")).with("authors", text);
            let desk = typed.with("kicker", "Zq7kick").with("standfirst", "Zq7stand").create(&editor).await;
            assert!(editor.get(&desk).await.text().contains("value=\"zara-one, omar\""), "{text}");
            let preview = editor.get(&format!("{desk}/preview")).await.text();
            for part in ["Zq7kick", "Zq7stand", ">Zara One</a> and <a href=\"/authors/omar\" rel=\"author\">Omar Two</a>", "Readers see it when it is published."] {
                assert!(preview.contains(part), "{part}: {preview}");
            }
        }
        let reply = Typed::new("By whom").with("authors", "The Twins").post(&editor, "/desk/stories/new").await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.text().contains("more than one is called “The Twins”"));
        // Benefits are chosen from a list, which keeps a partner's.
        let desk = Typed::new("With a benefit").with("required_benefit", "partner:museum").create(&editor).await;
        let page = editor.get(&desk).await.text();
        assert!(page.contains("value=\"partner:museum\" selected>partner:museum") && page.contains("<option value=\"archive\">archive"), "{page}");
    }

    /// The log of deeds names people, and leads to them and to stories.
    async fn the_log_names_people(paper: TestPaper) {
        let (owner, editor) = (paper.browser_of("owner").await, paper.browser_of("editor").await);
        let desk = Typed::new("Logged by name").create(&editor).await;
        let me = editor.get("/api/v1/me").await.json()["reader"]["id"].as_str().unwrap().to_owned();
        let id = readers::find_reader_by_email(&paper.paper.db, "lapsed@demo.test").await.unwrap().unwrap().id.to_string();
        owner.post(&format!("/desk/readers/{id}/closure"), &[]).await;
        let page = owner.get("/desk/audit").await.text();
        let editor = readers::find_reader_by_email(&paper.paper.db, "editor@demo.test").await.unwrap().unwrap();
        let number = desk.rsplit('/').next().unwrap();
        for link in [
            format!("<a href=\"/desk/readers/{me}\">{}</a>", editor.called()),
            format!("<a href=\"{desk}\">{number}</a>"),
            format!("<a href=\"/desk/readers/{id}\">lapsed@demo.test ({id})</a>"),
        ] {
            assert!(page.contains(&link), "{link}: {page}");
        }
    }
}
