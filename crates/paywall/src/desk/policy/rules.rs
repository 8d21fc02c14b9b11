//! The form of one rule, and its place among the others.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use http::StatusCode;
use meter::{Audience, Outcome, Policy, PolicyPlace, PolicyProblem, Rule};
use serde::Deserialize;
use vocab::{Access, Benefit};
use web::{DeskFrame, FormData, PageError, QueryData, Staff, page_response};
use words::Words;

use super::{MAY_CHANGE, PATH, broken, draft_as_seen, refused, say, seen};
use crate::{
    Choices, Holder, Paywall,
    policies::{Draft, DraftError},
};

/// The form as it came or as a rule fills it: every pair, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleForm(Vec<(String, String)>);

#[derive(Template)]
#[template(path = "desk/meter_rule.html")]
struct RulePage {
    frame: DeskFrame,
    form: RuleForm,
    /// The rule's place in the draft; empty for a new one.
    at: String,
    seen: String,
    choices: Choices,
    institutions: Vec<Holder>,
    meters: Vec<String>,
    problem: Option<String>,
}

/// A box to tick, or a word to choose: its value and its label.
type Choice = (String, String);

impl RulePage {
    fn levels(&self) -> Vec<Choice> {
        let say = self.frame.say;
        let all = [Access::Free, Access::Metered, Access::Registered, Access::Premium];
        all.map(|access| (access.to_string(), say::level(say, access))).to_vec()
    }

    fn audiences(&self) -> Vec<Choice> {
        let say = self.frame.say;
        let named = |value: &str, label: String| (value.to_owned(), label);
        let mut all = vec![
            named("anonymous", say.desk_meter_anonymous()),
            named("registered", say.desk_meter_registered()),
            named("lapsed", say.desk_meter_lapsed()),
            named("subscriber", say.desk_meter_subscribers()),
            named("institution", say.desk_meter_institutions()),
        ];
        let plans = self.choices.plans.iter();
        all.extend(plans.map(|plan| {
            (format!("plan:{}", plan.slug), say.desk_meter_subscribers_of(&plan.name))
        }));
        let institutions = self.institutions.iter();
        all.extend(institutions.map(|found| {
            (format!("institution:{}", found.slug), say.desk_meter_institution(&found.name))
        }));
        // What the rule names stays, even where it is no choice any more.
        let extra = self.form.all("audience").filter(|value| all.iter().all(|(v, _)| v != value));
        let extra: Vec<_> = extra.map(|value| named(value, value.to_owned())).collect();
        all.extend(extra);
        all
    }

    fn outcomes(&self) -> Vec<Choice> {
        let say = self.frame.say;
        let mut all = vec![Outcome::Free];
        all.extend(self.meters.iter().cloned().map(Outcome::Counted));
        all.extend([Outcome::Register, Outcome::Subscribe]);
        let mut benefits = vec![
            Benefit::Unlimited,
            Benefit::Premium,
            Benefit::Archive,
            Benefit::SmartInvestor,
            Benefit::Epaper,
            Benefit::Newsletters,
        ];
        let sold = self.choices.plans.iter().flat_map(|plan| plan.benefits.iter());
        benefits.extend(sold.filter(|benefit| matches!(benefit, Benefit::Partner(_))).cloned());
        benefits.dedup();
        all.extend(benefits.into_iter().map(Outcome::Benefit));
        all.into_iter().map(|outcome| (outcome.to_string(), say::outcome(say, &outcome))).collect()
    }
}

impl RuleForm {
    fn new_rule() -> Self {
        Self(vec![("access".into(), "metered".into()), ("outcome".into(), "subscribe".into())])
    }

    fn of(rule: &Rule) -> Self {
        let mut pairs = vec![("name", rule.name.clone()), ("outcome", rule.outcome.to_string())];
        pairs.extend(rule.access.iter().map(|access| ("access", access.to_string())));
        pairs.extend(rule.audience.iter().map(|audience| ("audience", audience.to_string())));
        pairs.extend(rule.sections.iter().map(|section| ("sections", section.clone())));
        for (name, list) in
            [("topics", &rule.topics), ("authors", &rule.authors), ("languages", &rule.languages)]
        {
            pairs.push((name, list.join(", ")));
        }
        let countries: Vec<_> = rule.countries.iter().map(ToString::to_string).collect();
        pairs.push(("countries", countries.join(", ")));
        pairs.push(("entries", rule.entries.join("\n")));
        let days = |days: Option<u32>| days.map_or_else(String::new, |days| days.to_string());
        pairs.push(("older_than_days", days(rule.older_than_days)));
        pairs.push(("newer_than_days", days(rule.newer_than_days)));
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// What stands in a field; empty where nothing does.
    pub(super) fn one(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or("")
    }

    /// Everything that is ticked.
    pub(super) fn all<'a, 'n>(
        &'a self,
        name: &'n str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked, or a word chosen.
    pub(super) fn has(&self, name: &str, wanted: &str) -> bool {
        self.all(name).any(|value| value == wanted)
    }

    fn list(&self, name: &str) -> Vec<String> {
        let parts = self.all(name).flat_map(|text| text.split([',', '\n']));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn parsed<T: std::str::FromStr>(&self, name: &'static str) -> Result<Vec<T>, NotRead> {
        let read = |text: String| text.parse().map_err(|_| NotRead { field: name, text });
        self.list(name).into_iter().map(read).collect()
    }

    fn days(&self, name: &'static str) -> Result<Option<u32>, NotRead> {
        let text = self.one(name);
        if text.is_empty() {
            return Ok(None);
        }
        let read = text.parse().map(Some);
        read.map_err(|_| NotRead { field: name, text: text.to_owned() })
    }

    fn read(&self) -> Result<Rule, NotRead> {
        let outcome = self.one("outcome");
        let outcome: Outcome =
            outcome.parse().map_err(|_| NotRead { field: "outcome", text: outcome.to_owned() })?;
        Ok(Rule {
            name: self.one("name").to_owned(),
            sections: self.list("sections"),
            topics: self.list("topics"),
            authors: self.list("authors"),
            access: self.parsed("access")?,
            older_than_days: self.days("older_than_days")?,
            newer_than_days: self.days("newer_than_days")?,
            languages: self.list("languages"),
            entries: self.list("entries"),
            audience: self.parsed::<Audience>("audience")?,
            countries: self.parsed("countries")?,
            outcome,
        })
    }
}

/// A field that cannot be read.
struct NotRead {
    field: &'static str,
    text: String,
}

#[derive(Deserialize)]
pub(super) struct At {
    #[serde(default)]
    at: String,
}

pub(super) async fn show_form(
    State(paywall): State<Paywall>,
    staff: Staff,
    QueryData(At { at }): QueryData<At>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = paywall.draft().await.map_err(broken)?;
    let form = match place(&draft.policy, &at)? {
        Some(place) => draft.policy.rules.get(place).map(RuleForm::of).unwrap_or_default(),
        None => RuleForm::new_rule(),
    };
    render(&paywall, &staff, &draft, (form, at), None).await
}

/// The place that a form names, if it names one; not found where there is no rule.
fn place(policy: &Policy, at: &str) -> Result<Option<usize>, PageError> {
    if at.is_empty() {
        return Ok(None);
    }
    let place = at.parse().ok().filter(|place| *place < policy.rules.len());
    place.map(Some).ok_or_else(PageError::not_found)
}

async fn render(
    paywall: &Paywall,
    staff: &Staff,
    draft: &Draft,
    (form, at): (RuleForm, String),
    problem: Option<(StatusCode, String)>,
) -> Result<Response, PageError> {
    let say = staff.words();
    let title = if at.is_empty() { say.desk_meter_new_rule() } else { say.desk_meter_edit_rule() };
    let (status, problem) = match problem {
        Some((status, problem)) => (status, Some(problem)),
        None => (StatusCode::OK, None),
    };
    let page = RulePage {
        frame: DeskFrame::new(&paywall.site, staff, title),
        form,
        at,
        seen: seen(draft),
        choices: (paywall.departments.choices)().await.map_err(broken)?,
        institutions: paywall.institution_choices().await.map_err(broken)?,
        meters: draft.policy.meters.iter().map(|meter| meter.name.clone()).collect(),
        problem,
    };
    page_response(status, &page)
}

/// Adds a rule at the end of the draft, or changes the one at a place. Whatever
/// will not do comes back as it was typed, with the field named.
pub(super) async fn save(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(pairs): FormData<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let form = RuleForm(pairs);
    let (at, said) = (form.one("at").to_owned(), form.one("seen").to_owned());
    let say = staff.words();
    let draft = paywall.draft().await.map_err(broken)?;
    if seen(&draft) != said {
        // Nothing typed is lost: the form comes back over the draft as it is now.
        let at =
            if draft.policy.rules.len() > at.parse().unwrap_or(0) { at } else { String::new() };
        let problem = (StatusCode::CONFLICT, say.desk_meter_stale());
        return render(&paywall, &staff, &draft, (form, at), Some(problem)).await;
    }
    let place = place(&draft.policy, &at)?;
    let wrong = |problem: String| Some((StatusCode::UNPROCESSABLE_ENTITY, problem));
    let rule = match form.read() {
        Ok(rule) => rule,
        Err(NotRead { field, text }) => {
            let problem = say.desk_meter_not_read(say::field(say, field), text);
            return render(&paywall, &staff, &draft, (form, at), wrong(problem)).await;
        }
    };
    let mut policy = draft.policy.clone();
    match place.and_then(|place| policy.rules.get_mut(place)) {
        Some(there) => *there = rule,
        None => policy.rules.push(rule),
    }
    match paywall.keep_draft(&draft, policy).await {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(DraftError::Problem(problem)) => {
            let problem = problem_here(say, &problem, place.unwrap_or(draft.policy.rules.len()));
            render(&paywall, &staff, &draft, (form, at), wrong(problem)).await
        }
        Err(error) => Err(refused(error)),
    }
}

/// A problem of the rule in the form is told without its place.
fn problem_here(say: Words, problem: &PolicyProblem, place: usize) -> String {
    match &problem.place {
        PolicyPlace::Rule(number, _) if *number == place + 1 => say::problem_of_field(say, problem),
        _ => say::problem(say, problem),
    }
}

#[derive(Deserialize)]
pub(super) struct Move {
    at: usize,
    seen: String,
    #[serde(default)]
    direction: String,
}

pub(super) async fn reorder(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(asked): FormData<Move>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = draft_as_seen(&paywall, &asked.seen).await?;
    let mut policy = draft.policy.clone();
    let to =
        if asked.direction == "up" { asked.at.checked_sub(1) } else { asked.at.checked_add(1) };
    let there = |place: &usize| *place < policy.rules.len();
    if let Some(to) = to.filter(there).filter(|_| there(&asked.at)) {
        policy.rules.swap(asked.at, to);
    }
    paywall.keep_draft(&draft, policy).await.map_err(refused)?;
    Ok(Redirect::to(PATH).into_response())
}

pub(super) async fn remove(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(asked): FormData<Move>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = draft_as_seen(&paywall, &asked.seen).await?;
    let mut policy = draft.policy.clone();
    if asked.at >= policy.rules.len() {
        return Err(PageError::not_found());
    }
    policy.rules.remove(asked.at);
    paywall.keep_draft(&draft, policy).await.map_err(refused)?;
    Ok(Redirect::to(PATH).into_response())
}
