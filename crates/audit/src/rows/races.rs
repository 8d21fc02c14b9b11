use std::collections::BTreeSet;

use crate::{
    Audit,
    audit::Story,
    browser::Browser,
    outcome::{Stop, Verdict, passed, require, skipped},
    wire::{self, Reply, Request, WireError},
};

/// So many stories are asked for at once.
const AT_ONCE: usize = 100;
const TRIALS: usize = 3;

/// Metered stories, more than any device may open.
fn stories(audit: &Audit) -> Result<(Vec<&Story>, usize), Stop> {
    let Some(limit) = audit.limit.and_then(|limit| usize::try_from(limit).ok()) else {
        return skipped("the limit is not known: no device could be brought to it");
    };
    let stories: Vec<_> = audit.metered.iter().take(AT_ONCE).collect();
    if stories.len() <= limit {
        return skipped(format!(
            "the paper has {} metered stories, which is no more than the limit",
            stories.len()
        ));
    }
    Ok((stories, limit))
}

/// The paths of what was opened, by what the paper says and by what leaked.
fn opened<'a>(audit: &Audit, stories: &[&'a Story], replies: &[Reply]) -> BTreeSet<&'a str> {
    let is_open = |reply: &Reply| reply.says_open() || audit.leak.find(reply).is_some();
    stories
        .iter()
        .zip(replies)
        .filter(|(_, reply)| is_open(reply))
        .map(|(story, _)| story.path.as_str())
        .collect()
}

/// Exactly as many as allowed opened, and they stay the ones.
async fn settle(
    audit: &Audit,
    device: &Browser,
    stories: &[&Story],
    limit: usize,
    replies: &[Reply],
    how: &str,
) -> Result<(), Stop> {
    let first = opened(audit, stories, replies);
    require(first.len() == limit, || {
        format!("{how}: {} stories opened instead of {limit}", first.len())
    })?;
    let mut again = Vec::new();
    for story in stories {
        again.push(device.get(&story.path).await?);
    }
    let second = opened(audit, stories, &again);
    require(first == second, || format!("{how}: asked again, other stories are open"))
}

/// A hundred stories at once from one device: exactly the limit.
pub(super) async fn at_once(audit: &Audit) -> Verdict {
    let (stories, limit) = stories(audit)?;
    let mut note = String::new();
    for trial in 0..TRIALS {
        let device = audit.device()?;
        let requests: Vec<_> =
            stories.iter().map(|story| device.dress(&Request::get(story.path.as_str()))).collect();
        let how = format!("in one write, trial {}", trial + 1);
        match wire::burst(device.wire(), &requests).await {
            Ok(replies) => {
                let replies = replies.into_iter().collect::<Result<Vec<_>, _>>()?;
                settle(audit, &device, &stories, limit, &replies, &how).await?;
            }
            Err(WireError::NoHttp2(why)) => {
                note = format!("; not in one write, for no HTTP/2 is spoken here ({why})");
                break;
            }
            Err(error) => return Err(error.into()),
        }
    }
    for trial in 0..TRIALS {
        let device = audit.device()?;
        let requests: Vec<_> =
            stories.iter().map(|story| device.dress(&Request::get(story.path.as_str()))).collect();
        let replies = device.wire().send_in_step(&requests).await;
        let replies = replies.into_iter().collect::<Result<Vec<_>, _>>()?;
        settle(audit, &device, &stories, limit, &replies, &format!("in step, trial {}", trial + 1))
            .await?;
    }
    passed(format!("{} stories at once open exactly {limit}{note}", stories.len()))
}

/// Whoever hangs up has been counted all the same.
pub(super) async fn cut_off(audit: &Audit) -> Verdict {
    let (stories, limit) = stories(audit)?;
    let device = audit.device()?;
    let mut shown = BTreeSet::new();
    for round in 0..AT_ONCE {
        let story = stories[round % stories.len()];
        let request = device.dress(&Request::get(story.path.as_str()));
        let bytes = match device.wire().send_and_hang_up(&request).await {
            Ok(bytes) => String::from_utf8_lossy(&bytes).to_lowercase(),
            Err(WireError::Io(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        if bytes.contains("masthead-access: open") || audit.leak.find_in(bytes.as_bytes()).is_some()
        {
            shown.insert(story.path.as_str());
        }
    }
    require(shown.len() <= limit, || {
        format!("{} stories began to come instead of {limit}", shown.len())
    })?;
    for story in &stories {
        let reply = device.get(&story.path).await?;
        if reply.says_open() || audit.leak.find(&reply).is_some() {
            shown.insert(story.path.as_str());
        }
    }
    require(shown.len() <= limit, || format!("{} stories opened instead of {limit}", shown.len()))?;
    passed(format!("{AT_ONCE} connections cut; {} stories opened in all", shown.len()))
}

/// A device's cookie in fifty browsers is one device.
pub(super) async fn cloned(audit: &Audit) -> Verdict {
    const CLONES: usize = 50;
    let (stories, limit) = stories(audit)?;
    let device = audit.device()?;
    let asked = (0..CLONES).map(|clone| {
        let browser = device.twin();
        let story = stories[clone % stories.len()];
        async move { browser.get(&story.path).await.map(|reply| (story, reply)) }
    });
    let mut all = BTreeSet::new();
    for answer in futures_util::future::join_all(asked).await {
        let (story, reply) = answer?;
        if reply.says_open() || audit.leak.find(&reply).is_some() {
            all.insert(story.path.as_str());
        }
    }
    require(all.len() <= limit, || {
        format!("{CLONES} clones opened {} stories instead of {limit}", all.len())
    })?;
    passed(format!("{CLONES} clones opened {} stories together", all.len()))
}
