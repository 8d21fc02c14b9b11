use std::collections::HashMap;

use askama::Template;
use axum::{extract::State, response::Response};
use http::StatusCode;
use vocab::{Benefit, BenefitSet, PaperMonth};
use web::{DeskFrame, Done, FormData, PageError, Staff, page_response};
use words::Words;

use super::{
    KEEPERS, broken,
    form::{AgreementForm, AgreementProblem},
    path_of, say_standing,
};
use crate::{
    Paywall,
    institutions::{Agreement, INSTITUTIONS_MAX, queries, redemption::today, usage::Counts},
};

/// How many of those that were ended are shown.
const ENDED: u32 = 100;

/// All institutions, and the form for one more.
#[derive(Template)]
#[template(path = "desk/institutions.html")]
struct InstitutionsPage {
    frame: DeskFrame,
    lines: Vec<Line>,
    month: String,
    form: AgreementForm,
    problem: Option<String>,
}

struct Line {
    agreement: Agreement,
    standing: String,
    from: String,
    until: String,
    counts: Counts,
}

pub(super) async fn show(
    State(paywall): State<Paywall>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let today = today(paywall.ambient.now(), paywall.site.zone());
    let usual: BenefitSet = [Benefit::Unlimited, Benefit::Premium].into_iter().collect();
    let form = AgreementForm {
        from: today.to_string(),
        benefits: usual.to_string(),
        ..AgreementForm::default()
    };
    render(&paywall, &staff, form, None).await
}

async fn render(
    paywall: &Paywall,
    staff: &Staff,
    form: AgreementForm,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let (say, now, zone) = (staff.words(), paywall.ambient.now(), paywall.site.zone());
    // What this node counted belongs to the page as well.
    paywall.flush_usage().await.map_err(broken)?;
    let month = PaperMonth::of(now, zone).number();
    let used = queries::list_usage_of_all(&paywall.db, month).await.map_err(broken)?;
    let used: HashMap<String, Counts> = used.into_iter().collect();
    let mut agreements = queries::list_open(&paywall.db).await.map_err(broken)?;
    agreements.extend(queries::list_ended(&paywall.db, ENDED).await.map_err(broken)?);
    let date = |date: jiff::civil::Date| {
        let midnight = date.to_zoned(zone.clone());
        midnight.map_or_else(|_| date.to_string(), |at| say.date(at.timestamp(), zone))
    };
    let line = |agreement: Agreement| Line {
        standing: say_standing(agreement.standing(now, zone), say),
        from: date(agreement.starts_on),
        until: date(agreement.ends_on),
        counts: used.get(&agreement.slug).copied().unwrap_or_default(),
        agreement,
    };
    let page = InstitutionsPage {
        frame: DeskFrame::new(&paywall.site, staff, say.desk_institutions()),
        lines: agreements.into_iter().map(line).collect(),
        month: say.month(now, zone),
        form,
        problem,
    };
    let is_wrong = page.problem.is_some();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_response(status, &page)
}

pub(super) async fn add(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(form): FormData<AgreementForm>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let (say, now) = (staff.words(), paywall.ambient.now());
    let agreement = match form.read() {
        Ok(agreement) => agreement,
        Err(problem) => return render(&paywall, &staff, form, Some(problem.say(say))).await,
    };
    let mut tx = paywall.db.begin().await.map_err(broken)?;
    queries::hold(&mut tx).await.map_err(broken)?;
    if queries::count_open(&mut tx).await.map_err(broken)? >= i64::from(INSTITUTIONS_MAX) {
        return Err(PageError::conflict(Words::desk_institution_too_many));
    }
    if !queries::insert(&mut tx, &agreement, now).await.map_err(broken)? {
        tx.rollback().await.map_err(broken)?;
        return render(&paywall, &staff, form, Some(AgreementProblem::Taken.say(say))).await;
    }
    let detail = describe(&agreement);
    let what = (&*agreement.slug, &*detail);
    paywall.finish_institution(tx, &staff, "institution.add", what).await?;
    Ok(Done::Added.redirect(&path_of(&agreement.slug)))
}

/// An agreement in a line for the audit log.
pub(super) fn describe(agreement: &Agreement) -> String {
    let Agreement { name, benefits, starts_on, ends_on, .. } = agreement;
    format!("{name}: {benefits}, {starts_on} to {ends_on}")
}
