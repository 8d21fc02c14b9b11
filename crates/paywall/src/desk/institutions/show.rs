use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use web::{DeskFrame, Done, FormData, PageError, Staff, page_response};
use words::Words;

use super::{
    KEEPERS, broken,
    codes::CodeForm,
    form::AgreementForm,
    grounds::{DomainForm, NetworksForm},
    list::describe,
    path_of,
    report::Report,
    say_standing,
};
use crate::{
    Network, Paywall,
    institutions::{
        Agreement, Standing,
        queries::{self, Code, Domain},
        redemption::today,
    },
};

const CODES: u32 = 500;
const MONTHS: u32 = 12;

/// An institution: its agreement, what it is known by, and what it used.
#[derive(Template)]
#[template(path = "desk/institution.html")]
struct InstitutionPage {
    frame: DeskFrame,
    agreement: Agreement,
    standing: Standing,
    standing_says: String,
    form: AgreementForm,
    problem: Option<String>,
    networks: Vec<Network>,
    networks_form: NetworksForm,
    networks_problem: Option<String>,
    domains: Vec<Domain>,
    domain_form: DomainForm,
    domain_problem: Option<String>,
    codes: Vec<CodeLine>,
    code_form: CodeForm,
    code_problem: Option<String>,
    /// A code that was just made: its label, and the code itself.
    made: Option<(String, String)>,
    members: i64,
    report: Report,
}

struct CodeLine {
    code: Code,
    is_live: bool,
    expires: String,
}

impl InstitutionPage {
    fn is_ended(&self) -> bool {
        self.standing == Standing::Ended
    }

    fn is_paused(&self) -> bool {
        self.agreement.paused_at.is_some()
    }

    /// The desk's page of it.
    fn path(&self) -> String {
        path_of(&self.agreement.slug)
    }
}

/// What was typed and will not do, or what was just made.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) agreement: Option<(AgreementForm, String)>,
    pub(super) networks: Option<(NetworksForm, String)>,
    pub(super) domain: Option<(DomainForm, String)>,
    pub(super) code: Option<(CodeForm, String)>,
    pub(super) made: Option<(String, String)>,
}

/// A form and what is wrong with it.
fn split<T: Default>(typed: Option<(T, String)>) -> (T, Option<String>) {
    typed.map_or_else(Default::default, |(form, problem)| (form, Some(problem)))
}

pub(super) async fn show(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    render(&paywall, &staff, &slug, Typed::default()).await
}

/// The page; with what was typed, where that will not do.
pub(super) async fn render(
    paywall: &Paywall,
    staff: &Staff,
    slug: &str,
    typed: Typed,
) -> Result<Response, PageError> {
    let (db, now, zone) = (&paywall.db, paywall.ambient.now(), paywall.site.zone());
    let say = staff.words();
    let found = queries::find(db, slug).await.map_err(broken)?;
    let agreement = found.ok_or_else(PageError::not_found)?;
    // What this node counted belongs to the page as well.
    paywall.flush_usage().await.map_err(broken)?;
    let used = queries::list_usage(db, slug, MONTHS).await.map_err(broken)?;
    let today = today(now, zone);
    let line = |code: Code| {
        let midnight = code.expires_on.and_then(|date| date.to_zoned(zone.clone()).ok());
        let expires = midnight.map_or_else(String::new, |at| say.date(at.timestamp(), zone));
        CodeLine { is_live: code.is_live(today), expires, code }
    };
    let codes = queries::list_codes(db, slug, CODES).await.map_err(broken)?;
    let standing = agreement.standing(now, zone);
    let (form, problem) = match typed.agreement {
        Some((form, problem)) => (form, Some(problem)),
        None => (AgreementForm::of(&agreement), None),
    };
    let (networks_form, networks_problem) = split(typed.networks);
    let (domain_form, domain_problem) = split(typed.domain);
    let (code_form, code_problem) = split(typed.code);
    let problems = [&problem, &networks_problem, &domain_problem, &code_problem];
    let is_wrong = problems.iter().any(|problem| problem.is_some());
    let page = InstitutionPage {
        frame: DeskFrame::new(&paywall.site, staff, &agreement.name),
        standing,
        standing_says: say_standing(standing, say),
        form,
        problem,
        networks: queries::list_networks(db, slug).await.map_err(broken)?,
        networks_form,
        networks_problem,
        domains: queries::list_domains(db, slug).await.map_err(broken)?,
        domain_form,
        domain_problem,
        codes: codes.into_iter().map(line).collect(),
        code_form,
        code_problem,
        made: typed.made,
        members: queries::count_members(db, slug).await.map_err(broken)?,
        report: Report::of(&used, now, zone, say),
        agreement,
    };
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_response(status, &page)
}

/// Changes an agreement: everything but its short name, which rules name it by.
pub(super) async fn change(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<AgreementForm>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let form = AgreementForm { slug: slug.clone(), ..form };
    let agreement = match form.read() {
        Ok(agreement) => agreement,
        Err(problem) => {
            let problem = problem.say(staff.words());
            let typed = Typed { agreement: Some((form, problem)), ..Typed::default() };
            return render(&paywall, &staff, &slug, typed).await;
        }
    };
    let (mut tx, before) = paywall.hold_institution(&slug).await?;
    if !queries::change(&mut tx, &agreement).await.map_err(broken)? {
        return Err(PageError::conflict(Words::desk_institution_has_ended));
    }
    let detail = format!("{}; before: {}", describe(&agreement), describe(&before));
    paywall.finish_institution(tx, &staff, "institution.change", (&slug, &detail)).await?;
    Ok(Done::Saved.redirect(&path_of(&slug)))
}
