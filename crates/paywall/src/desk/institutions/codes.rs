use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use store::feed;
use web::{Done, FormData, PageError, Staff};
use words::Words;

use super::{
    KEEPERS, broken,
    form::read_date,
    path_of,
    show::{Typed, render},
};
use crate::{
    LinkId, Paywall,
    institutions::{
        MEMBERS_TOPIC, codes,
        queries::{self, Code},
        redemption::today,
    },
};

const LABEL_CHARS_MAX: usize = 80;
const READERS_MAX: u32 = 100_000;
const CODES_MAX: i64 = 500;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeForm {
    pub(super) label: String,
    pub(super) readers: String,
    pub(super) expires: String,
}

impl CodeForm {
    fn read(&self, id: LinkId, today: jiff::civil::Date, say: Words) -> Result<Code, String> {
        let label = self.label.trim();
        let is_line = !label.chars().any(char::is_control);
        if label.is_empty() || label.chars().count() > LABEL_CHARS_MAX || !is_line {
            return Err(say.desk_institution_label_wrong());
        }
        let readers_max = match self.readers.trim().parse() {
            Ok(readers @ 1..=READERS_MAX) => readers,
            _ => return Err(say.desk_institution_readers_wrong()),
        };
        let expires_on = match self.expires.trim() {
            "" => None,
            text => {
                let date = read_date(text).filter(|date| *date >= today);
                Some(date.ok_or_else(|| say.desk_institution_expires_wrong())?)
            }
        };
        let label = label.to_owned();
        Ok(Code { id, label, readers_max, readers: 0, expires_on, revoked_at: None })
    }
}

/// Makes a code and shows it, this once: nothing holds it afterwards.
pub(super) async fn add(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<CodeForm>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let (say, now) = (staff.words(), paywall.ambient.now());
    let today = today(now, paywall.site.zone());
    let code = match form.read(LinkId::fresh(&paywall.ambient), today, say) {
        Ok(code) => code,
        Err(problem) => {
            let typed = Typed { code: Some((form, problem)), ..Typed::default() };
            return render(&paywall, &staff, &slug, typed).await;
        }
    };
    let text = codes::fresh(&paywall.ambient);
    let Some(hash) = codes::hash_typed(&text) else { return Err(PageError::not_found()) };
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    if queries::count_codes(&mut tx, &slug).await.map_err(broken)? >= CODES_MAX {
        return Err(PageError::conflict(Words::desk_institution_codes_many));
    }
    queries::insert_code(&mut tx, &slug, (&code, &hash), now).await.map_err(broken)?;
    let detail = format!("{}: {} readers", code.label, code.readers_max);
    paywall.finish_institution(tx, &staff, "institution.add_code", (&slug, &detail)).await?;
    let typed = Typed { made: Some((code.label, text)), ..Typed::default() };
    render(&paywall, &staff, &slug, typed).await
}

#[derive(Deserialize)]
pub(super) struct Revocation {
    #[serde(default)]
    members: String,
}

/// Lets nobody redeem a code any more; and, where asked, ends the memberships of those who did.
pub(super) async fn revoke(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path((slug, id)): Path<(String, String)>,
    FormData(asked): FormData<Revocation>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let id: LinkId = id.parse().map_err(|_| PageError::not_found())?;
    let now = paywall.ambient.now();
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    let label = queries::revoke_code(&mut tx, &slug, id, now).await.map_err(broken)?;
    let label = label.ok_or_else(|| PageError::conflict(Words::desk_institution_code_over))?;
    let ends = asked.members == "yes";
    let detail = if ends {
        let ended = queries::end_members_of(&mut tx, id, now).await.map_err(broken)?;
        feed::announce(&mut tx, MEMBERS_TOPIC, "", now).await.map_err(broken)?;
        format!("{label} members:-{ended}")
    } else {
        label
    };
    paywall.finish_institution(tx, &staff, "institution.revoke_code", (&slug, &detail)).await?;
    if ends {
        paywall.load_members(None).await.map_err(broken)?;
    }
    Ok(Done::Withdrawn.redirect(&path_of(&slug)))
}
