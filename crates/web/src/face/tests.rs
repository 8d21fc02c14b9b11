use super::*;

fn settings(change: impl FnOnce(&mut FaceSettings)) -> FaceSettings {
    let mut settings =
        FaceSettings { name: "The Test Ledger".to_owned(), ..FaceSettings::default() };
    change(&mut settings);
    settings
}

fn refused(change: impl FnOnce(&mut FaceSettings)) -> String {
    Face::new(&settings(change)).unwrap_err().to_string()
}

/// The grounds that contrast is measured against are those of the style sheet.
#[test]
fn the_style_sheet_has_the_grounds_that_contrast_is_measured_against() {
    let css = include_str!("../../../../assets/paper/1-ground.css");
    for color in [PAPER, DARK_PAPER].concat() {
        assert!(css.contains(&color.to_string()), "assets/paper/1-ground.css lacks {color}");
    }
}

#[test]
fn an_accent_that_cannot_be_read_is_refused_and_a_readable_one_gets_its_dark_twin() {
    let problem = refused(|settings| "#ffd54f".clone_into(&mut settings.accent));
    assert!(
        problem.starts_with("accent: #ffd54f stands out from the light page by 1."),
        "{problem}"
    );
    let problem = refused(|settings| "#400000".clone_into(&mut settings.accent_dark));
    assert!(problem.starts_with("accent_dark: ") && problem.contains("lighter"), "{problem}");
    for (accent, problem) in
        [("red", "“red” is no colour"), ("#12345", "no colour"), ("#12345é", "no colour")]
    {
        assert!(refused(|settings| accent.clone_into(&mut settings.accent)).contains(problem));
    }
    for accent in ["#7a1420", "#0b3d6b", "#000000", "#1b5e20"] {
        let face =
            Face::new(&settings(|settings| accent.clone_into(&mut settings.accent))).unwrap();
        assert!(
            DARK_PAPER.iter().all(|ground| face.accent_dark.contrast(*ground) >= CONTRAST_MIN),
            "{accent}"
        );
        assert!(
            PAPER.iter().all(|ground| face.accent.contrast(*ground) >= CONTRAST_MIN),
            "{accent}"
        );
    }
}

#[test]
fn contrast_is_that_of_the_guidelines() {
    let (black, white) = (Color::new(0, 0, 0), Color::new(255, 255, 255));
    assert!((black.contrast(white) - 21.0).abs() < 1e-9);
    assert!((white.contrast(white) - 1.0).abs() < 1e-9);
    // 4.54 to 1 is the well-known grey that just passes on white.
    let grey: Color = "#767676".parse().unwrap();
    assert!((grey.contrast(white) - 4.54).abs() < 0.01);
}

#[test]
fn the_style_sheet_changes_its_address_with_the_face() {
    let plain = Face::new(&settings(|_| {})).unwrap();
    let blue = Face::new(&settings(|settings| "#0b3d6b".clone_into(&mut settings.accent))).unwrap();
    let faced = Face::new(&settings(|settings| {
        "playfair".clone_into(&mut settings.headline_face);
        ".masthead { letter-spacing: 0.01em }".clone_into(&mut settings.extra_css);
    }))
    .unwrap();
    assert_ne!(plain.stylesheet_path, blue.stylesheet_path);
    assert_ne!(plain.stylesheet_path, faced.stylesheet_path);
    let text = |face: &Face| String::from_utf8(face.stylesheet.plain().to_vec()).unwrap();
    assert!(text(&blue).contains("--accent:light-dark(#0b3d6b,"));
    assert!(text(&faced).contains("Playfair") && text(&faced).ends_with("0.01em }"));
    assert!(!text(&plain).contains("Playfair"));
    assert_eq!(plain.preloads.len(), 2);
}

#[test]
fn rules_that_load_from_elsewhere_and_entries_that_lead_nowhere_are_refused() {
    for css in [
        "@import 'x.css';",
        "a { background: url(https://evil.test/x.png) }",
        "a { background: url(//evil.test/x.png) }",
        "a { color: red",
        "a { background: url( //evil.test/x.png) }",
        "a { background: \\75rl(//evil.test/x.png) }",
        "a { background: image-set(\"x.png\" 1x) }",
        "@\\69mport 'x.css';",
        "a { color: red } /* never ends",
    ] {
        assert!(
            refused(|settings| css.clone_into(&mut settings.extra_css)).starts_with("extra_css: ")
        );
    }
    let long = refused(|settings| settings.extra_css = "a{}".repeat(10_000));
    assert!(long.contains("30,000 bytes are too many"), "{long}");
    for line in ["About", "About = about", "= /about", "X = //evil.test", "X = javascript:alert(1)"]
    {
        let problem = refused(|settings| settings.footer = vec![line.to_owned()]);
        assert!(problem.starts_with("footer: “"), "{problem}");
    }
    let face = Face::new(&settings(|settings| {
        settings.navigation = vec!["Markets = /markets".to_owned(), "A = b = /x".to_owned()];
    }));
    let items = face.unwrap().navigation.unwrap();
    assert_eq!((&*items[1].label, &*items[1].path), ("A = b", "/x"));
}

#[test]
fn buttons_are_seen_on_dark_pages_and_names_hide_nothing() {
    for accent in ["#000000", "#8a1a24", "#0b4a6f", "#1b5e20"] {
        let (accent, white) = (accent.parse::<Color>().unwrap(), Color::new(255, 255, 255));
        let fill = accent.lightest_under(white, DARK_PAPER[0]);
        assert!(
            fill.contrast(white) >= CONTRAST_MIN && fill.contrast(DARK_PAPER[0]) >= 3.0,
            "{fill}"
        );
    }
    for name in ["A\u{0}B", "Ring\u{7}", "\u{202e}elttaB"] {
        assert!(refused(|settings| name.clone_into(&mut settings.name)).starts_with("name: only"));
    }
}

#[test]
fn what_is_left_empty_comes_from_below() {
    let below = settings(|settings| "#0b3d6b".clone_into(&mut settings.accent));
    let above = FaceSettings { tagline: "Since 1997".to_owned(), ..FaceSettings::default() };
    let both = above.over(&below);
    let again = both.clone().without(&below);
    assert_eq!((&*again.name, &*again.tagline, &*again.accent), ("", "Since 1997", ""));
    assert_eq!(
        (&*both.name, &*both.tagline, &*both.accent),
        ("The Test Ledger", "Since 1997", "#0b3d6b")
    );
}
