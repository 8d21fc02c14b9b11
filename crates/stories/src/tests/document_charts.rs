//! Charts: what is refused and why, and what is drawn.

use serde_json::{Value, json};

use crate::document::{Block, Chart, ChartKind, Document, Losses, Series};

const SOURCE: &str = "kind: line
title: Fewer tonnes, more trips
unit: 2024 = 100
source: The freight count
---
Quarter,Trips,\"Tonnes, in all\"
Q1,100,-1.25
Q2,,+3.5
Q3,110.40,−2";

fn chart(source: &str) -> Result<Chart, String> {
    Chart::from_source(source).map_err(|problem| problem.to_string())
}

#[test]
fn a_fenced_block_is_a_chart() {
    let read = chart(SOURCE).unwrap();
    assert_eq!(read.kind, ChartKind::Line);
    assert_eq!((&*read.heading, &*read.labels[2]), ("Quarter", "Q3"));
    let tonnes = Series {
        name: "Tonnes, in all".to_owned(),
        values: vec![Some(-125), Some(350), Some(-200)],
    };
    assert_eq!(read.series[0].values, [Some(10_000), None, Some(11_040)]);
    assert_eq!(read.series[1], tonnes);
    assert_eq!(chart(&read.to_source()).unwrap(), read);
    let markdown = format!("- a\n\n  ```chart\n  {}\n  ```", SOURCE.replace('\n', "\n  "));
    let document = Document::from_markdown(&markdown, &mut Losses::default());
    let Block::BulletList(items) = &document.blocks[0] else { panic!("{document:?}") };
    assert_eq!(items[0][1], Block::Chart(read));
}

#[test]
fn a_chart_that_is_wrong_is_a_loss_that_says_why() {
    let cases = [
        ("kind: line", "kind: pie", "kind must be line, column or bar"),
        ("kind: line\n", "", "kind must be line, column or bar"),
        ("title: Fewer tonnes, more trips", "title:", "title must not be empty"),
        ("source: The freight count\n", "", "source must not be empty"),
        ("unit:", "colour:", "“colour” is no part of a chart"),
        ("unit:", "title:", "title stands there twice"),
        ("---\n", "", "“Quarter,Trips,\"Tonnes, in all\"” is no part of a chart"),
        ("Q1,100,-1.25", "Q1,100", "row 1, “Q1”, has 1 figures and needs 2"),
        ("Q1,100,-1.25", "Q1,1,00,-1.25", "row 1, “Q1”, has 3 figures and needs 2"),
        ("Q1,100,-1.25", ",100,-1.25", "labels[0] must not be empty"),
        ("110.40", "110.405", "row 3: “110.405” is not a number with at most two decimals"),
        ("110.40", "12%", "row 3: “12%” is not a number with at most two decimals"),
        ("110.40", "1000000000000", "row 3: “1000000000000” is not a number"),
        ("Trips,", ",", "series[0].name must not be empty"),
    ];
    for (from, to, problem) in cases {
        let source = SOURCE.replacen(from, to, 1);
        let mut losses = Losses::default();
        let document = Document::from_markdown(&format!("```chart\n{source}\n```"), &mut losses);
        let found = losses.0.keys().next().map_or("", String::as_str);
        assert!(found.starts_with(&format!("chart ({problem}")), "{source}: {found}");
        // The words are not lost.
        assert_eq!(document.blocks, [Block::CodeBlock(source)]);
    }
    assert!(chart("kind: bar").unwrap_err().contains("three hyphens"));
    assert_eq!(chart("kind: bar\n---").unwrap_err(), "the figures are missing");
    let figures = |rows: &str| chart(&format!("kind: bar\ntitle: a\nsource: b\n---\n{rows}"));
    assert_eq!(figures("a,b\nc,").unwrap_err(), "series[0].values must hold a number");
    assert_eq!(figures("a,b").unwrap_err(), "labels must be 1 to 40, not 0");
    assert_eq!(figures("a\nb").unwrap_err(), "series must be 1 to 4, not 0");
    assert_eq!(figures("a,b,c,d,e,f\nx,1,2,3,4,5").unwrap_err(), "series must be 1 to 4, not 5");
    let many = "x,1\n".repeat(41);
    assert_eq!(figures(&format!("a,b\n{many}")).unwrap_err(), "labels must be 1 to 40, not 41");
}

#[test]
fn a_node_that_is_wrong_is_refused_with_its_place() {
    let node =
        |attrs: Value| json!({ "type": "doc", "content": [{ "type": "chart", "attrs": attrs }] });
    let good = || {
        json!({
            "kind": "bar", "title": "a", "source": "b", "labels": ["x", "y"],
            "series": [{ "name": "c", "values": ["1.5", null] }],
        })
    };
    let read = Document::from_json(&node(good())).unwrap();
    let mut as_number = good();
    as_number["series"][0]["values"][0] = json!(1.5);
    assert_eq!(Document::from_json(&node(as_number)).unwrap(), read);
    let cases = [
        ("/kind", json!("pie"), "kind must be line, column or bar"),
        ("/title", json!(" "), "title must not be empty"),
        ("/title", json!(1), "title must be text"),
        ("/source", json!(""), "source must not be empty"),
        ("/labels", json!("x"), "labels must be a list"),
        ("/labels/1", json!(2), "labels[1] must be text"),
        ("/labels/1", json!("\u{7}"), "labels[1] must not be empty"),
        ("/labels", json!(["x"]), "series[0].values must be as many as the labels: 1, not 2"),
        ("/series", json!([]), "series must be 1 to 4, not 0"),
        ("/series/0/name", json!("x".repeat(81)), "series[0].name must have at most 80"),
        ("/series/0/values", json!(1), "series[0].values must be a list"),
        (
            "/series/0/values/0",
            json!(1.005),
            "series[0].values[0] must be a number with at most two",
        ),
        ("/series/0/values/0", json!("1e3"), "series[0].values[0] must be a number"),
        ("/series/0/values/0", json!(1e300), "series[0].values[0] must be a number"),
        ("/series/0/values/0", json!(true), "series[0].values[0] must be a number"),
    ];
    for (at, value, problem) in cases {
        let mut attrs = good();
        *attrs.pointer_mut(at).unwrap() = value;
        let found = Document::from_json(&node(attrs)).unwrap_err().to_string();
        assert!(found.starts_with(&format!("content[0]: attrs.{problem}")), "{at}: {found}");
    }
    let bare = json!({ "type": "doc", "content": [{ "type": "chart" }] });
    assert!(Document::from_json(&bare).is_err());
}

fn drawn(kind: &str, rows: &str) -> String {
    let source = format!("kind: {kind}\ntitle: Wages\nunit: ₹\nsource: Us\n---\n{rows}");
    Document { blocks: vec![Block::Chart(chart(&source).unwrap())] }.to_html()
}

/// What stands within `<text>` of a class.
fn texts(html: &str, class: &str) -> Vec<String> {
    let opening = format!("<text class=\"{class}\"");
    let parts = html.split(&opening).skip(1);
    parts.map(|part| part.split(['>', '<']).nth(1).unwrap_or("").to_owned()).collect()
}

#[test]
fn steps_are_round_and_grouped_as_in_india() {
    let cases = [
        ("column", "a,b\nx,106152\ny,142825", "0 50,000 1,00,000 1,50,000"),
        ("column", "a,b\nx,3\ny,2", "0 1 2 3"),
        ("column", "a,b\nx,0.3\ny,1", "0.0 0.2 0.4 0.6 0.8 1.0"),
        ("column", "a,b\nx,-120\ny,480", "−200 0 200 400 600"),
        ("column", "a,b\nx,-5\ny,-1", "−5 −4 −3 −2 −1 0"),
        ("column", "a,b\nx,0\ny,0", "0 1"),
        ("line", "a,b\nx,100\ny,112", "100 105 110 115"),
        ("line", "a,b\nx,20\ny,112", "0 25 50 75 100 125"),
        ("line", "a,b\nx,7\ny,7", "7 8"),
        (
            "line",
            "a,b\nx,-999999999999\ny,999999999999",
            "−10,00,00,00,00,000 −5,00,00,00,00,000 0 5,00,00,00,00,000 10,00,00,00,00,000",
        ),
    ];
    for (kind, rows, ticks) in cases {
        let html = drawn(kind, rows);
        let labels = rows.lines().count() - 1;
        let mut found = texts(&html, "tick");
        found.truncate(found.len() - labels);
        assert_eq!(found.join(" "), ticks, "{html}");
    }
}

#[test]
fn what_is_drawn_is_said_in_words_and_in_a_table() {
    let html = drawn("line", "Year,Men,Women\n2024,1500,1200.5\n2025,,1300\n2026,1700,");
    assert!(html.contains(
        "role=\"img\" aria-label=\"Line chart: Wages (₹). Men: 1,500 (2024) to 1,700 (2026). \
         Women: 1,200.5 (2024) to 1,300.0 (2025).\""
    ));
    assert!(html.contains("<p class=\"chart-source\">Source: Us</p>"));
    assert!(
        html.contains("<th scope=\"col\">Year</th><th scope=\"col\" class=\"number\">Men</th>")
    );
    assert!(html.contains("<th scope=\"row\">2025</th><td class=\"number\"></td>"));
    // A line with a gap is drawn in two parts, and a figure that is alone as a dot.
    assert_eq!(html.matches("<circle class=\"dot s1\"").count(), 2, "{html}");
    assert!(!html.contains("style=") && !html.contains("chart-key"));
    let groups = drawn("bar", "Year,Men,Women\n2024,1500,1200");
    assert!(groups.contains("<p class=\"chart-key\"><span class=\"key s1\">Men</span>"));
    assert_eq!(texts(&groups, "value"), ["1,500", "1,200"]);
}

#[test]
fn names_that_would_lie_on_each_other_are_moved_apart() {
    for last in ["10,10,10,10", "0,0,0,0", "0,1,99,100", "50,51,52,53"] {
        let html = drawn("line", &format!("a,One,Two,Three,Four\nx,0,100,0,100\ny,{last}"));
        let y = |number: usize| -> f64 {
            let from = html.split_once(&format!("<text class=\"name s{number}\"")).unwrap().1;
            from.split_once(" y=\"").unwrap().1.split('"').next().unwrap().parse().unwrap()
        };
        let mut places: Vec<_> = (1..=4).map(|number| y(number) as i64).collect();
        places.sort_unstable();
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 26), "{last}: {places:?}");
        assert!(places[0] >= 30 && places[3] <= 324, "{last}: {places:?}");
    }
}

#[test]
fn labels_that_do_not_fit_are_thinned_wrapped_or_given_room() {
    let rows = |label: &str, count: usize| {
        (1..=count).fold("a,b".to_owned(), |rows, index| format!("{rows}\n{label} {index},{index}"))
    };
    let many = drawn("line", &rows("week", 40));
    let (always, wide) = (texts(&many, "tick"), texts(&many, "tick fine"));
    assert!(always.len() < 15 && wide.len() < 20, "{always:?} {wide:?}");
    assert_eq!(always.last().unwrap(), "week 40");
    let few = drawn("column", &rows("Three years ago", 5));
    assert!(few.contains(">Three<tspan") || few.contains(">Three years<tspan"), "{few}");
    let long = drawn("bar", &rows("Packaged food and household goods", 3));
    assert_eq!(texts(&long, "tick thing")[0], "Packaged food and household goods 1");
    let name = "Incomprehensibilities of a very long kind";
    let cut = drawn("line", &format!("a,{name},b\nx,1,2\ny,2,3"));
    assert!(texts(&cut, "name s1")[0].ends_with('…'));
}

#[test]
fn a_drawn_chart_is_read_back_as_its_words_and_figures() {
    let mut losses = Losses::default();
    let read = Document::from_html(&drawn("column", "Year,Men,Women\n2024,15,12"), &mut losses);
    assert_eq!(losses.0.get("chart"), Some(&1));
    assert_eq!(losses.0.len(), 1, "{losses:?}");
    let text = read.to_text();
    assert_eq!(text, "Wages ₹\n\nSource: Us\n\nYear\tMen\tWomen\n\n2024\t15\t12");
}

#[test]
fn a_chart_counts_as_its_title() {
    let chart = Block::Chart(chart(SOURCE).unwrap());
    let document = Document { blocks: vec![chart] };
    assert_eq!(document.count_words(), 4);
    assert_eq!(document.to_text(), "Fewer tonnes, more trips\n\nThe freight count");
}
