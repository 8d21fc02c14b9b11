use vocab::Access;

use crate::{
    Audit,
    leak::{decode_entities, lines_of_html, normal},
    outcome::{Stop, Verdict, failed, passed, require, skipped},
};

/// Other forms of a page, by path, query and Accept.
pub(super) async fn renderings(audit: &Audit) -> Verdict {
    const FORMS: [&str; 22] = [
        "?amp=1",
        "?amp",
        "?output=1",
        "?output=amp",
        "?print=1",
        "?print=true",
        "?format=json",
        "?format=md",
        "?view=full",
        "?full=1",
        "?mode=reader",
        "?paywall=off",
        "?raw=1",
        "?noredirect=1",
        "/amp",
        "/amp/",
        "/print",
        ".amp",
        ".json",
        ".md",
        ".txt",
        ".html",
    ];
    const ACCEPTS: [&str; 9] = [
        "application/json",
        "application/ld+json",
        "application/activity+json",
        "text/markdown",
        "text/plain",
        "application/rss+xml",
        "application/pdf",
        "application/vnd.amp+html",
        "*/*;q=0.1",
    ];
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        for form in FORMS {
            let path = format!("{}{form}", door.story.path);
            let reply = door.browser.get(&path).await?;
            audit.closed(&reply, &format!("{} at {path}", door.who))?;
            let is_known = matches!(reply.status, 200 | 301 | 303 | 308 | 404);
            require(is_known, || format!("{path} answers {}", reply.status))?;
            tried += 1;
        }
        for accept in ACCEPTS {
            let reply = door.browser.get_with(&door.story.path, &[("accept", accept)]).await?;
            audit.closed(
                &reply,
                &format!("{} at {} with Accept: {accept}", door.who, door.story.path),
            )?;
            tried += 1;
        }
    }
    passed(format!("{tried} requests"))
}

/// The addresses of a page's scripts.
pub(super) fn scripts_of(html: &str) -> Vec<String> {
    let tags = html.split("<script").skip(1).filter_map(|rest| rest.split('>').next());
    let source = |tag: &str| Some(tag.split("src=\"").nth(1)?.split('"').next()?.to_owned());
    tags.filter_map(source).take(20).collect()
}

fn attribute_of<'a>(html: &'a str, before: &str) -> Option<&'a str> {
    html.split(before).nth(1)?.split('"').next()
}

/// The wall's page holds nothing that it does not show.
pub(super) async fn hidden_in_the_page(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let mut scripts = std::collections::BTreeSet::new();
    let mut pages = 0;
    for door in audit.doors(&stranger) {
        let reply = door.browser.visit(&door.story.path).await?;
        let what = format!("{} at {}", door.who, door.story.path);
        audit.closed(&reply, &what)?;
        let text = reply.text();
        require(!text.contains("<template"), || format!("{what}: the page holds a template"))?;
        require(!text.contains("articleBody"), || {
            format!("{what}: the page holds an articleBody")
        })?;
        described_from_the_lead(&text, door.story, &what)?;
        scripts.extend(scripts_of(&text));
        pages += 1;
    }
    for script in &scripts {
        let Some(path) = stranger.path_of(script) else { continue };
        let reply = stranger.get(&path).await?;
        audit.no_leak(&reply, &path)?;
        require(!reply.text().contains("sourceMappingURL"), || {
            format!("{path} names a source map")
        })?;
        let map = stranger.get(&format!("{path}.map")).await?;
        require(map.status == 404, || format!("{path}.map answers {}", map.status))?;
    }
    passed(format!("{pages} pages, {} scripts", scripts.len()))
}

/// What search engines and previews are told comes from what anybody may read.
fn described_from_the_lead(
    html: &str,
    story: &crate::audit::Story,
    what: &str,
) -> Result<(), Stop> {
    let public = normal(&story.public);
    for before in ["name=\"description\" content=\"", "property=\"og:description\" content=\""] {
        let Some(description) = attribute_of(html, before) else { continue };
        let description = normal(&decode_entities(description));
        let start: String =
            description.trim_end_matches(['…', '.', ' ']).chars().take(60).collect();
        require(public.contains(&start), || {
            format!("{what}: described by words that are not in its lead: “{start}”")
        })?;
    }
    Ok(())
}

/// Two stories that differ in the length of what is locked have walls of one size.
pub(super) async fn sizes(audit: &Audit) -> Verdict {
    let [short, long] = audit.planted.lengths.as_slice() else {
        return skipped("needs planted stories: --plant");
    };
    let mut sizes = Vec::new();
    for story in [short, long] {
        let reply = audit.stranger().get(&story.path).await?;
        audit.closed(&reply, &story.path)?;
        // Their reading time is known to all, and may have one digit more.
        sizes.push(lines_of_html(&reply.text()).len() + reply.text().len());
    }
    let (Some(first), Some(second)) = (sizes.first(), sizes.get(1)) else {
        return failed("no sizes");
    };
    let differ = first.abs_diff(*second);
    require(differ <= 4, || {
        format!(
            "the wall of {} is {differ} bytes from that of {}: its size tells the length of what is locked",
            long.path, short.path
        )
    })?;
    passed(format!(
        "{} lines locked or {}: {differ} bytes of difference",
        short.lines.len(),
        long.lines.len()
    ))
}

/// Signs of a template that was not filled in.
const LEFTOVERS: [&str; 9] =
    ["{{", "}}", "{%", "%}", "undefined", "nan", "[object object]", "null null", "%s"];

/// No page shows what its template lacked.
pub(super) async fn leftovers(audit: &Audit) -> Verdict {
    let browser =
        audit.at_limit.as_ref().map_or_else(|| audit.stranger(), crate::browser::Browser::twin);
    let mut paths: Vec<String> = [
        "/",
        "/subscribe",
        "/login",
        "/register",
        "/about",
        "/privacy",
        "/terms",
        "/account",
        "/a-page-that-is-missing",
    ]
    .iter()
    .map(|path| (*path).to_owned())
    .collect();
    let sections: std::collections::BTreeSet<_> =
        audit.listed.iter().filter_map(|story| story.path.split('/').nth(1)).collect();
    paths.extend(sections.iter().map(|section| format!("/{section}")));
    paths.extend(
        audit
            .listed
            .iter()
            .filter(|story| story.access != Access::Metered)
            .take(25)
            .map(|story| story.path.clone()),
    );
    paths.truncate(60);
    for path in &paths {
        let reply = browser.visit(path).await?;
        audit.no_leak(&reply, path)?;
        let text = reply.text();
        let shown = without(&without(&text, "<script", "</script>"), "<code", "</code>");
        for line in lines_of_html(&without(&shown, "<style", "</style>")) {
            let line = line.to_lowercase();
            let words: Vec<_> =
                line.split(|c: char| c.is_whitespace() || ".,;:!?()".contains(c)).collect();
            let left = LEFTOVERS.iter().find(|sign| {
                if sign.chars().all(char::is_alphabetic) {
                    words.contains(*sign)
                } else {
                    line.contains(**sign)
                }
            });
            if let Some(sign) = left {
                return failed(format!("{path} shows “{sign}”: {line}"));
            }
        }
    }
    passed(format!("{} pages", paths.len()))
}

/// Leaves out what lies between `from` and `to`.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(part.split_once(to).map_or("", |(_, rest)| rest));
    }
    out
}
