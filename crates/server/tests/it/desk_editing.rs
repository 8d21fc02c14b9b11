//! Writing at the desk: nothing that was typed is lost, buttons do what they
//! say, and each page says what was done.

use http::StatusCode;
use testkit::{Browser, TestPaper, on_both_databases};

use crate::stories::{Typed, mark, plain};

/// Whether a text field of the page holds this text.
fn holds(page: &str, name: &str, text: &str) -> bool {
    page.split("<textarea").any(|part| {
        let part = part.split("</textarea>").next().unwrap_or("");
        part.contains(&format!("name=\"{name}\"")) && part.contains(text)
    }) || page.split("<input").any(|part| {
        let part = part.split('>').next().unwrap_or("");
        part.contains(&format!("name=\"{name}\"")) && part.contains(&format!("value=\"{text}\""))
    })
}

/// The same browser without its log-in.
fn logged_out(browser: &Browser) -> Browser {
    Browser::new(browser.base())
}

on_both_databases! {
    /// The log-in ended while somebody wrote: the text stands there still, and Save works afterwards.
    async fn an_ended_log_in_loses_no_text(paper: TestPaper) {
        let editor = paper.browser_of("editor").await;
        let desk = Typed::new("Kept for later").create(&editor).await;
        let typed = Typed::new("Kept <for> later").with("slug", "kept").with("topics", "Rain, Tea").with("body", "Two hours of work.");
        for path in [desk.clone(), "/desk/stories/new".to_owned()] {
            let reply = typed.post(&logged_out(&editor), &path).await;
            let page = reply.text();
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{page}");
            assert!(page.contains("Your log-in has ended") && page.contains("href=\"/login?next=/desk\" target=\"_blank\""), "{page}");
            assert!(page.contains(&format!("method=\"post\" action=\"{path}\"")), "{page}");
            for (name, text) in [("headline", "Kept &#60;for&#62; later"), ("slug", "kept"), ("topics", "Rain, Tea"), ("body", "Two hours of work."), ("version", "1")] {
                assert!(holds(&page, name, text), "{name}: {page}");
            }
            assert!(page.contains("value=\"markets\" selected") && page.contains("value=\"free\" selected>free"), "{page}");
            // Of the desk, and of the story as it is saved, a stranger learns nothing.
            assert!(!page.contains("/desk/sections") && !page.contains("Kept for later"), "{page}");
        }
        // So it is with the paper's own pages.
        let reply = logged_out(&editor).post("/desk/pages/about", &[("title", "About us"), ("text", "A long history.")]).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        let page = reply.text();
        assert!(page.contains("Your log-in has ended") && holds(&page, "title", "About us") && holds(&page, "text", "A long history."), "{page}");
        // Whoever has logged in again presses Save, and all is there.
        assert_eq!(typed.post(&editor, &desk).await.status, StatusCode::SEE_OTHER);
        assert!(editor.get(&desk).await.text().contains("Two hours of work."));
        // A reader is no member of the staff, and is told so as before.
        let reader = paper.browser_of("registered").await;
        let refused = typed.post(&reader, &desk).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(!refused.text().contains("Two hours of work."));
    }

    /// Publish means what stands in the form, not what was saved before.
    async fn publish_saves_what_is_typed(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser());
        let typed = Typed::new("The last word");
        let desk = typed.create(&editor).await;
        let page = editor.get(&desk).await.text();
        assert_eq!(page.matches("form=\"story\" name=\"then\" value=\"publish\"").count(), 2, "at the top and at the foot");
        assert!(!page.contains("/publication"));
        let typed = typed.with("slug", "the-last-word").with("body", "Written a second ago.").with("then", "publish");
        let reply = typed.post(&editor, &desk).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, format!("{desk}?done=published")));
        assert!(reader.get("/markets/the-last-word").await.text().contains("Written a second ago."));
        assert!(!editor.get(&desk).await.text().contains("value=\"publish\""), "it is published");

        // A story that comes back does so with what was typed meanwhile, in one step too.
        assert_eq!(mark(&editor, &desk, "withdrawal", "3").await, StatusCode::SEE_OTHER);
        assert_eq!(typed.clone().with("version", "4").with("body", "And put right.").post(&editor, &desk).await.status, StatusCode::SEE_OTHER);
        assert!(reader.get("/markets/the-last-word").await.text().contains("And put right."));

        // A story that is published as it is made is there at once.
        assert_eq!(reader.get("/markets/straight-out").await.status, StatusCode::NOT_FOUND);
        let reply = Typed::new("Straight out").with("then", "publish").post(&editor, "/desk/stories/new").await;
        assert!(reply.location().ends_with("?done=published"), "{}", reply.text());
        assert_eq!(reader.get("/markets/straight-out").await.status, StatusCode::OK);

        // Nothing half done: what cannot be saved is not published either.
        let desk = Typed::new("Half done").create(&editor).await;
        let refused = Typed::new("Half done").with("lead", "").with("then", "publish").post(&editor, &desk).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let late = Typed::new("Half done").with("version", "7").with("then", "publish").post(&editor, &desk).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert_eq!(reader.get("/markets/half-done").await.status, StatusCode::NOT_FOUND);
        // Authors have no such button, and pressing it all the same does nothing.
        let author = paper.browser_of("author").await;
        let own = Typed::new("An attempt").create(&author).await;
        for path in [&*own, "/desk/stories/new"] {
            assert_eq!(Typed::new("An attempt").with("then", "publish").post(&author, path).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(reader.get("/markets/an-attempt").await.status, StatusCode::NOT_FOUND);
    }

    /// Whoever saves second keeps the text, sees the other's, and may save over it knowingly.
    async fn a_conflict_shows_both_texts(paper: TestPaper) {
        let (one, other) = (paper.browser_of("editor").await, paper.browser_of("owner").await);
        let typed = Typed::new("Two windows");
        let desk = typed.create(&one).await;
        typed.clone().with("body", "From the first window.").with("standfirst", "First, too.").post(&one, &desk).await;
        let second = typed.clone().with("body", "From the second window.").with("headline", "Two windows, one house");
        let reply = second.post(&other, &desk).await;
        let page = reply.text();
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert!(page.contains("Nothing of yours was saved") && page.contains("As it is saved now, version 2"), "{page}");
        assert!(holds(&page, "body", "From the second window.") && holds(&page, "headline", "Two windows, one house"));
        let saved = page.split("As it is saved now").nth(1).unwrap();
        for text in ["<dd>Two windows</dd>", "First, too.", "The lead as it was typed.", "From the first window."] {
            assert!(saved.contains(text), "{text}: {saved}");
        }
        assert!(holds(&page, "version", "2"), "saving again replaces what is shown, and nothing newer");
        assert_eq!(second.clone().with("version", "2").post(&other, &desk).await.status, StatusCode::SEE_OTHER);
        assert!(one.get(&desk).await.text().contains("From the second window."));
        assert_eq!(second.with("version", "2").post(&one, &desk).await.status, StatusCode::CONFLICT);
    }

    /// Of many who take one address at once, one gets it, and the others keep their texts.
    async fn racing_for_an_address_loses_no_text(paper: TestPaper) {
        let editor = paper.browser_of("editor").await;
        let texts: Vec<_> = (0..6).map(|hand| Typed::new("One address").with("body", &format!("Of hand {hand}."))).collect();
        let replies = crate::meter::join_all(texts.iter().map(|typed| typed.post(&editor, "/desk/stories/new"))).await;
        let made = replies.iter().filter(|reply| reply.status == StatusCode::SEE_OTHER).count();
        assert_eq!(made, 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
        for (hand, reply) in replies.iter().enumerate().filter(|(_, reply)| reply.status != StatusCode::SEE_OTHER) {
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(holds(&reply.text(), "body", &format!("Of hand {hand}.")) && reply.text().contains("is taken in this section"));
        }
    }

    /// To add is not to change: an address that exists is refused, and edited at its own page.
    async fn adding_changes_nothing_that_exists(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser());
        let author = [("slug", "zara"), ("name", "Zara One"), ("role", "Reporter"), ("bio", "Writes.")];
        assert_eq!(editor.post("/desk/authors", &author).await.location(), "/desk/authors?done=added");
        let front = reader.get("/").await.text();
        for (path, fields, sentence) in [
            ("/desk/sections", [("slug", "markets"), ("name", "Bazaars"), ("position", "1")], "there is a section “markets” already"),
            ("/desk/authors", [("slug", "zara"), ("name", "Zara Two"), ("bio", "")], "there is an author “zara” already"),
        ] {
            let reply = editor.post(path, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            let page = reply.text();
            assert!(page.contains(sentence) && holds(&page, "name", fields[1].1), "{page}");
            let edit = format!("{path}/{}", fields[0].1);
            assert!(page.contains(&format!("href=\"{edit}\"")), "the list leads to {edit}");
        }
        assert_eq!(reader.get("/").await.text(), front);
        let page = editor.get("/desk/authors/zara").await.text();
        assert!(holds(&page, "name", "Zara One") && holds(&page, "role", "Reporter") && holds(&page, "bio", "Writes."));
        assert!(holds(&editor.get("/desk/sections/markets").await.text(), "name", "Markets"));

        let reply = editor.post("/desk/authors/zara", &[("slug", "other"), ("name", "Zara Two")]).await;
        assert_eq!(reply.location(), "/desk/authors?done=saved");
        assert!(reader.get("/authors/zara").await.text().contains("Zara Two"));
        assert_eq!(reader.get("/authors/other").await.status, StatusCode::NOT_FOUND, "an address stays");
        for path in ["/desk/sections/markets", "/desk/authors/zara"] {
            let reply = editor.post(path, &[("name", " "), ("position", "1")]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
        for path in ["/desk/sections/nowhere", "/desk/authors/nobody"] {
            assert_eq!(editor.get(path).await.status, StatusCode::NOT_FOUND);
            assert_eq!(editor.post(path, &[("name", "X"), ("position", "1")]).await.status, StatusCode::NOT_FOUND);
        }
    }

    /// Each page says what was done, in the desk's words and nobody else's.
    async fn each_page_says_what_was_done(paper: TestPaper) {
        let editor = paper.browser_of("editor").await;
        let said = async |path: &str| {
            let page = editor.get(path).await.text();
            page.split("role=\"status\">").nth(1).map(|rest| rest.split('<').next().unwrap().to_owned())
        };
        let typed = Typed::new("Said and done");
        let reply = typed.post(&editor, "/desk/stories/new").await;
        assert_eq!(said(&reply.location()).await.as_deref(), Some("Saved."));
        let desk = plain(&reply);
        assert_eq!(said(&desk).await, None);
        let reply = typed.with("then", "publish").post(&editor, &desk).await;
        assert_eq!(said(&reply.location()).await.as_deref(), Some("Published."));
        let reply = editor.post(&format!("{desk}/withdrawal"), &[("version", "3")]).await;
        assert_eq!(said(&reply.location()).await.as_deref(), Some("Withdrawn."));
        let reply = editor.post("/desk/pages/terms", &[("title", "Terms"), ("text", "Be kind.")]).await;
        assert_eq!(said(&reply.location()).await.as_deref(), Some("Saved."));
        for word in ["Pay+here", "%3Cb%3E", "", "saved%20", "Saved"] {
            assert_eq!(said(&format!("{desk}?done={word}")).await, None, "{word}");
        }
    }
}
