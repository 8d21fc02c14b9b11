//! What the paper is called and looks like: from the desk, at once, on all its pages.

use http::StatusCode;
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};

const BOUNDARY: &str = "masthead-test-boundary";
/// The smallest picture there is: one dark pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];

/// Sends the desk's form: fields, and files with their names.
async fn save(browser: &Browser, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
    }
    for (name, file, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let origin = browser.base().to_owned();
    let headers = [("content-type", &*kind), ("origin", &*origin)];
    browser.post_bytes("/desk/appearance", &body, &headers).await
}

/// The address of the paper's style sheet.
async fn stylesheet(browser: &Browser) -> String {
    let page = browser.get("/").await.text();
    let (_, rest) = page.split_once("rel=\"stylesheet\" href=\"").expect("a style sheet");
    rest.split('"').next().expect("an address").to_owned()
}

on_both_databases! {
    /// Name, colour, typefaces, navigation and foot change on every page at the next request.
    async fn the_desk_changes_the_face(paper: TestPaper) {
        let (owner, reader) = (paper.browser_of("owner").await, paper.browser());
        let before = stylesheet(&reader).await;
        let fields = [
            ("name", "The Deccan Gazette"), ("tagline", "Every evening"), ("accent", "#0b4a6f"),
            ("headline_face", "playfair"), ("text_face", "literata"),
            ("navigation", "Money = /markets\r\nViews = /opinion"), ("footer", "Who we are = /about"),
            ("extra_css", ".kicker { letter-spacing: 0.1em }"),
        ];
        let reply = save(&owner, &fields, &[("logo", "Our Logo.PNG", PNG)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        for path in ["/", "/markets", "/login", "/about", "/no-such-page"] {
            let page = reader.get(path).await.text();
            for part in ["The Deccan Gazette", "Every evening", "href=\"/markets\">Money</a>", "<a href=\"/about\">Who we are</a>", "/our-logo.png\""] {
                assert!(page.contains(part), "{path} lacks {part}: {page}");
            }
            assert!(!page.contains("Konkan Mercury</a>") && !page.contains(">Economy</a></li>\n<li><a href=\"/markets\">Markets"), "{path}");
        }
        let after = stylesheet(&reader).await;
        assert_ne!(before, after);
        let css = reader.get(&after).await;
        assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
        let css = css.text();
        for part in ["light-dark(#0b4a6f,", "\"Playfair\"", "\"Literata\"", ".kicker { letter-spacing: 0.1em }"] {
            assert!(css.contains(part), "{part}");
        }
        // A page that somebody still has open asks for the old address and gets today's rules.
        let old = reader.get(&before).await;
        assert_eq!((old.header("cache-control"), old.text() == css), ("no-cache", true));
        let logo = reader.get("/").await.text();
        let (_, logo) = logo.split_once("<img class=\"logo\" src=\"").expect("a logo");
        let logo = reader.get(logo.split('"').next().unwrap()).await;
        assert_eq!((logo.header("content-type"), &*logo.bytes), ("image/png", PNG));
        assert!(logo.header("content-security-policy").contains("sandbox"));
        // Mails are the paper's too.
        reader.post("/password", &[("email", "registered@demo.test")]).await;
        let mail = paper.latest_letter_to("registered@demo.test").await;
        assert!(mail.contains("The Deccan Gazette"), "{mail}");
        let audit = owner.get("/desk/audit").await.text();
        assert!(audit.contains("face.save"), "{audit}");
        // And back.
        owner.post("/desk/appearance/reset", &[]).await;
        assert_eq!(stylesheet(&reader).await, before);
        assert!(reader.get("/").await.text().contains("The Konkan Mercury"));
    }

    /// What will not do is refused with its field, and nothing changes.
    async fn what_will_not_do_is_refused(paper: TestPaper) {
        let (owner, reader) = (paper.browser_of("owner").await, paper.browser());
        let before = stylesheet(&reader).await;
        let long = "a{}".repeat(6_000);
        for (field, value, says) in [
            ("accent", "#ffe082", "stands out from the light page by 1."),
            ("accent", "red", "is no colour"),
            ("accent_dark", "#300000", "choose a lighter one"),
            ("headline_face", "comic-sans", "is not bundled; there are newsreader"),
            ("navigation", "Markets", "will not do; write Label = /path"),
            ("footer", "Bad = javascript:alert(1)", "will not do"),
            ("extra_css", "@import 'https://evil.test/x.css';", "load from elsewhere"),
            ("extra_css", &*long, "bytes are too many"),
            ("name", &*"long".repeat(20), "at most 60 characters"),
        ] {
            let reply = save(&owner, &[(field, value)], &[]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {value}");
            let page = reply.text().replace("&#39;", "'");
            assert!(page.contains("Nothing was changed.") && page.contains(says), "{field}: {page}");
        }
        let reply = save(&owner, &[], &[("social_image", "x.png", b"<html>not a picture")]).await;
        assert!(reply.text().contains("no picture that browsers show"), "{}", reply.text());
        assert_eq!(stylesheet(&reader).await, before);
        for name in ["editor", "author", "finance"] {
            let staff = paper.browser_of(name).await;
            assert_eq!(staff.get("/desk/appearance").await.status, StatusCode::FORBIDDEN, "{name}");
            assert_eq!(save(&staff, &[("name", "Mine")], &[]).await.status, StatusCode::FORBIDDEN, "{name}");
        }
    }

    /// A paper has pages of its own, at any address that nothing else needs.
    async fn pages_of_the_papers_own(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser());
        assert_eq!(reader.get("/contact").await.status, StatusCode::NOT_FOUND);
        let reply = editor.get("/desk/pages?new=contact").await;
        assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/desk/pages/contact"));
        let fields = [("title", "How to reach us"), ("text", "Write to [the desk](mailto:desk@mercury.test).")];
        assert_eq!(editor.post("/desk/pages/contact", &fields).await.status, StatusCode::SEE_OTHER);
        let page = reader.get("/contact").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("<h1>How to reach us</h1>") && page.text().contains("mailto:desk@mercury.test"));
        assert!(editor.get("/desk/pages").await.text().contains("<a href=\"/desk/pages/contact\">/contact</a>: How to reach us"));
        for taken in ["markets", "desk", "login", "Contact us", "../x"] {
            let reply = editor.get(&format!("/desk/pages?new={}", taken.replace(' ', "+"))).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{taken}");
        }
        assert_eq!(editor.post("/desk/pages/markets", &fields).await.status, StatusCode::NOT_FOUND);
        let section = [("slug", "contact"), ("name", "Contact"), ("position", "9")];
        let reply = editor.post("/desk/sections", &section).await;
        assert!(reply.text().contains("there is a static page at /contact"), "{}", reply.text());
    }

    /// `masthead.toml` says the same; the desk stands above it, field by field.
    async fn the_file_is_below_the_desk(paper: TestPaper, Options::default()
        .set("face.accent=#1b5e20").set("face.tagline=From the file").set("face.headline_face=literata")) {
        let (owner, reader) = (paper.browser_of("owner").await, paper.browser());
        let css = reader.get(&stylesheet(&reader).await).await.text();
        assert!(css.contains("light-dark(#1b5e20,") && css.contains("\"Literata\""));
        save(&owner, &[("accent", "#0b4a6f"), ("tagline", "From the file")], &[]).await;
        let css = reader.get(&stylesheet(&reader).await).await.text();
        assert!(css.contains("light-dark(#0b4a6f,") && css.contains("\"Literata\""));
        assert!(reader.get("/").await.text().contains("From the file"));
    }
}
