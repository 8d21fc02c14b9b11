use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;
use store::audit::{self, Entry};
use vocab::ReaderId;
use web::{DeskFrame, PageError, QueryData, Role, Staff, page_response};

use super::desk::broken;
use crate::Paper;

const ENTRIES: u32 = 100;
const MAY_READ: &[Role] = &[];

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct AuditPage {
    frame: DeskFrame,
    entries: Vec<Line>,
    broken: Option<i64>,
    older: Option<i64>,
}

/// An entry, and what it names in words and links.
struct Line {
    entry: Entry,
    actor: String,
    actor_link: Option<String>,
    subject: String,
    subject_link: Option<String>,
}

/// The accounts that entries name, as actors or as subjects: name and address by id.
type People = BTreeMap<String, (String, String)>;

#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<i64>,
}

/// Who did what; and whether the links of these entries hold.
pub(super) async fn show_audit(
    State(paper): State<Paper>,
    staff: Staff,
    QueryData(query): QueryData<Before>,
) -> Result<Response, PageError> {
    staff.require(MAY_READ)?;
    let before = query.before.unwrap_or(i64::MAX);
    let log = audit::read_page(&paper.db, before, ENTRIES).await.map_err(broken)?;
    let people = find_people(&paper, &log.entries).await?;
    let page = AuditPage {
        frame: DeskFrame::new(&paper.site, &staff, staff.words().desk_audit()),
        older: log.entries.last().filter(|_| log.more).map(|last| last.number),
        broken: log.broken,
        entries: log.entries.into_iter().map(|entry| line(entry, &people)).collect(),
    };
    page_response(StatusCode::OK, &page)
}

/// Asks for each account once, however often it is named.
async fn find_people(paper: &Paper, entries: &[Entry]) -> Result<People, PageError> {
    let mut people = People::new();
    for text in entries.iter().flat_map(|entry| [&entry.actor, &entry.subject]) {
        let Ok(id) = text.parse::<ReaderId>() else { continue };
        if people.contains_key(text) {
            continue;
        }
        if let Some(reader) = readers::find_reader(&paper.db, id).await.map_err(broken)? {
            let named = (reader.called().to_string(), reader.email.to_string());
            people.insert(text.clone(), named);
        }
    }
    Ok(people)
}

fn line(entry: Entry, people: &People) -> Line {
    let reader = |id: &str| format!("/desk/readers/{id}");
    let actor = people.get(&entry.actor).map(|(name, _)| name);
    let address = people.get(&entry.subject).map(|(_, address)| address);
    let is_story = entry.action.starts_with("story.") && entry.subject.parse::<u32>().is_ok();
    Line {
        actor_link: actor.map(|_| reader(&entry.actor)),
        actor: actor.unwrap_or(&entry.actor).clone(),
        subject_link: match address {
            Some(_) => Some(reader(&entry.subject)),
            None => is_story.then(|| format!("/desk/stories/{}", entry.subject)),
        },
        subject: address.map_or_else(
            || entry.subject.clone(),
            |address| format!("{address} ({})", entry.subject),
        ),
        entry,
    }
}
