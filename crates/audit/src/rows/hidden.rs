use std::time::Instant;

use crate::{
    Audit, PlantedStory,
    browser::Browser,
    outcome::{Stop, Verdict, failed, passed, require, skipped},
    wire::Reply,
};

const PREVIEWS: [&str; 8] = [
    "?preview=true",
    "?preview=1",
    "?draft=1",
    "?revision=1",
    "?version=1",
    "?status=draft",
    "?token=1",
    "?_preview=1&nonce=1",
];

/// What is not published is nowhere, and asking for a preview opens nothing.
pub(super) async fn unpublished(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        for preview in PREVIEWS {
            let path = format!("{}{preview}", door.story.path);
            audit.closed(&door.browser.get(&path).await?, &format!("{} at {path}", door.who))?;
            tried += 1;
        }
    }
    let visitors = [Some(&stranger), audit.registered.as_ref(), audit.subscriber.as_ref()];
    for browser in visitors.into_iter().flatten() {
        for path in [
            "/desk",
            "/desk/stories",
            "/desk/stories/1",
            "/desk/stories/1/preview",
            "/desk/components",
        ] {
            let reply = browser.get(path).await?;
            audit.no_leak(&reply, path)?;
            require(reply.status != 200, || {
                format!("{path} answers 200 to somebody without a role")
            })?;
            tried += 1;
        }
        for story in &audit.planted.hidden {
            tried += nowhere(audit, browser, story).await?;
        }
    }
    let note = if audit.planted.hidden.is_empty() { "; no draft was planted" } else { "" };
    passed(format!("{tried} requests{note}"))
}

async fn nowhere(audit: &Audit, browser: &Browser, story: &PlantedStory) -> Result<usize, Stop> {
    let section = story.path.split('/').nth(1).unwrap_or("");
    let ways = [
        story.path.clone(),
        format!("{}/", story.path),
        format!("{}?preview=true", story.path),
        format!("{}?_d=1", story.path),
        format!("/api/v1/stories/{}", story.id),
    ];
    for path in &ways {
        let reply = browser.get(path).await?;
        audit.no_leak(&reply, path)?;
        require(reply.status == 404, || {
            format!("{path}, which is not published, answers {}", reply.status)
        })?;
    }
    for path in ["/".to_owned(), format!("/{section}"), "/api/v1/stories?limit=100".to_owned()] {
        let reply = browser.get(&path).await?;
        audit.no_leak(&reply, &path)?;
        require(!reply.text().contains(&story.path), || {
            format!("{path} names {}, which is not published", story.path)
        })?;
    }
    Ok(ways.len() + 3)
}

/// What differs between answers that say the same.
fn comparable(reply: &Reply, path: &str) -> String {
    let slug = path.rsplit('/').next().unwrap_or("");
    reply.text().replace(path, "PATH").replace(slug, "SLUG")
}

/// Hidden and missing answer alike: the same bytes, in the same time.
pub(super) async fn enumeration(audit: &Audit) -> Verdict {
    let Some(hidden) = audit.planted.hidden.first() else {
        return skipped("needs a planted draft: --plant");
    };
    let (stem, last) = hidden.path.split_at(hidden.path.len() - 1);
    let missing = format!("{stem}{}", if last == "x" { "y" } else { "x" });
    let stranger = audit.stranger();
    let (there, nowhere) = (stranger.get(&hidden.path).await?, stranger.get(&missing).await?);
    require(there.status == nowhere.status, || {
        format!("a draft answers {}, what is missing {}", there.status, nowhere.status)
    })?;
    require(comparable(&there, &hidden.path) == comparable(&nowhere, &missing), || {
        "the page of a draft differs from that of what is missing".to_owned()
    })?;
    let (stem, last) = hidden.id.split_at(hidden.id.len() - 1);
    let unknown = format!("/api/v1/stories/{stem}{}", if last == "0" { "1" } else { "0" });
    let known = format!("/api/v1/stories/{}", hidden.id);
    let (there, nowhere) = (stranger.get(&known).await?, stranger.get(&unknown).await?);
    require(
        there.status == nowhere.status
            && comparable(&there, &known) == comparable(&nowhere, &unknown),
        || "the API tells a draft from what is missing".to_owned(),
    )?;
    // A machine that does something else meanwhile is no evidence: three times it must show.
    let mut slower = Vec::new();
    for _ in 0..3 {
        match time_apart(&stranger, &hidden.path, &missing).await? {
            0 => return passed("the same bytes and the same time"),
            direction => slower.push(direction),
        }
    }
    if slower.iter().all(|direction| *direction == slower[0]) {
        return failed(
            "a draft can be told from what is missing by the time of the answer (p < 0.01, three times)",
        );
    }
    passed("the same bytes; times differ in no one direction")
}

/// Whether the times of two addresses differ at p < 0.01 by the rank-sum test of
/// Mann and Whitney: -1 or 1 by direction, 0 if not.
async fn time_apart(browser: &Browser, one: &str, other: &str) -> Result<i8, Stop> {
    const SAMPLES: usize = 80;
    let mut times = Vec::with_capacity(2 * SAMPLES);
    for round in 0..SAMPLES {
        // Who comes first changes, so that neither always profits.
        let order = if round % 2 == 0 {
            [(one, true), (other, false)]
        } else {
            [(other, false), (one, true)]
        };
        for (path, is_one) in order {
            let begun = Instant::now();
            browser.get(path).await?;
            times.push((begun.elapsed().as_nanos(), is_one));
        }
    }
    times.sort_unstable();
    let ranks: usize = (1..)
        .zip(&times)
        .filter(|(_, (_, is_one))| *is_one)
        .map(|(rank, _): (usize, _)| rank)
        .sum();
    Ok(direction(i128::try_from(ranks).unwrap_or(0), i128::try_from(SAMPLES).unwrap_or(1)))
}

/// The rank sum of one of two samples of `n`, against p < 0.01 (|z| > 2.576), in
/// whole numbers: both sides are squared and multiplied out.
fn direction(ranks: i128, n: i128) -> i8 {
    // Twice the distance from the mean n(2n+1)/2; the variance is n²(2n+1)/12.
    let twice = 2 * ranks - n * (2 * n + 1);
    let beyond = twice * twice * 12 * 1_000_000 > 4 * n * n * (2 * n + 1) * 2_576 * 2_576;
    match (beyond, twice > 0) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => -1,
    }
}

#[cfg(test)]
mod tests {
    use super::direction;

    #[test]
    fn ranks_are_told_apart_where_they_are() {
        let n = 80;
        let mean = n * (2 * n + 1) / 2;
        assert_eq!(direction(mean, n), 0);
        assert_eq!(direction(mean + 700, n), 0);
        assert_eq!(direction(mean + 800, n), 1);
        assert_eq!(direction(mean - 800, n), -1);
    }
}
