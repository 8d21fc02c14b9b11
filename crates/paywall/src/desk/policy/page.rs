//! The policy on one page: what is in force, the draft, who would be walled, the history.

use askama::Template;
use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::Timestamp;
use meter::{Newcomers, Policy};
use serde::Deserialize;
use web::{DeskFrame, PageError, QueryData, Staff, page_response};
use words::Words;

use super::{MAY_CHANGE, MAY_SEE, broken, say, seen};
use crate::{
    Choices, Holder, Paywall, Sample,
    policies::{self, Draft, Version},
    preview::{Origin, Outlook, Trial, outlook, trials, tried_institutions},
};

/// How many policies the history shows.
const HISTORY: u32 = 20;

#[derive(Template)]
#[template(path = "desk/meter.html")]
struct MeterPage {
    frame: DeskFrame,
    may_change: bool,
    /// The number of the policy in force; 0 is the configuration's.
    version: i64,
    draft: Draft,
    seen: String,
    meters: Vec<MeterLine>,
    rules: Vec<RuleLine>,
    /// Sections and plans that rules name and the paper lacks.
    unknown: Vec<String>,
    as_text: String,
    preview: Option<Preview>,
    question: PreviewQuery,
    samples: Vec<Sample>,
    history: Vec<Version>,
}

struct MeterLine {
    name: String,
    window: String,
    free_limit: u32,
    registered_limit: u32,
    grace: u32,
}

struct RuleLine {
    name: String,
    stories: Vec<String>,
    visitors: Vec<String>,
    outcome: String,
}

/// A story, and what becomes of each visitor.
struct Preview {
    headline: String,
    path: String,
    level: String,
    lines: Vec<PreviewLine>,
}

struct PreviewLine {
    who: String,
    now: Verdict,
    /// After the draft is published, where there is one.
    then: Option<Verdict>,
}

#[derive(PartialEq, Eq)]
struct Verdict {
    opens: bool,
    says: String,
    rule: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PreviewQuery {
    story: String,
    country: String,
    entry: String,
}

impl MeterPage {
    fn has_draft(&self) -> bool {
        self.draft.revision > 0
    }

    fn proves(&self) -> bool {
        self.draft.policy.newcomers == Newcomers::ProveCookie
    }

    fn moment(&self, at: &Timestamp) -> String {
        self.frame.say.moment(*at, self.frame.site.zone())
    }
}

impl PreviewLine {
    fn differs(&self) -> bool {
        self.then.as_ref().is_some_and(|then| *then != self.now)
    }
}

pub(super) async fn show(
    State(paywall): State<Paywall>,
    staff: Staff,
    QueryData(question): QueryData<PreviewQuery>,
) -> Result<Response, PageError> {
    staff.require(MAY_SEE)?;
    let say = staff.words();
    let draft = paywall.draft().await.map_err(broken)?;
    let choices = (paywall.departments.choices)().await.map_err(broken)?;
    let wanted = question.story.trim();
    let sample = if wanted.is_empty() {
        let metered = |sample: &&Sample| sample.story.access() == vocab::Access::Metered;
        choices.samples.iter().find(metered).cloned()
    } else {
        let path = paywall.site.own_path(wanted).unwrap_or(wanted).to_owned();
        (paywall.departments.story)(path).await.map_err(broken)?
    };
    let in_force = paywall.in_force();
    let institutions = paywall.institution_choices().await.map_err(broken)?;
    let institutions = tried_institutions(&[&in_force.policy, &draft.policy], institutions);
    let preview = sample.map(|sample| {
        let policies = (&in_force.policy, (draft.revision > 0).then_some(&draft.policy));
        let tried = (&choices, &*institutions);
        try_on(say, &sample, policies, &question, tried, paywall.ambient.now())
    });
    let page = MeterPage {
        frame: DeskFrame::new(&paywall.site, &staff, say.desk_meter_title()),
        may_change: staff.0.roles.may(MAY_CHANGE),
        version: in_force.version,
        seen: seen(&draft),
        meters: draft.policy.meters.iter().map(|meter| meter_line(say, meter)).collect(),
        rules: draft.policy.rules.iter().map(|rule| rule_line(say, rule)).collect(),
        unknown: unknown(&draft.policy, &choices),
        as_text: as_text(&draft.policy),
        draft,
        preview,
        question,
        samples: choices.samples,
        history: policies::list_versions(&paywall.db, HISTORY).await.map_err(broken)?,
    };
    page_response(StatusCode::OK, &page)
}

fn meter_line(say: Words, meter: &meter::Meter) -> MeterLine {
    MeterLine {
        name: meter.name.clone(),
        window: say::window(say, meter.window),
        free_limit: meter.free_limit,
        registered_limit: meter.registered_limit,
        grace: meter.grace,
    }
}

fn rule_line(say: Words, rule: &meter::Rule) -> RuleLine {
    RuleLine {
        name: rule.name.clone(),
        stories: say::stories_of(say, rule),
        visitors: say::visitors_of(say, rule),
        outcome: say::outcome(say, &rule.outcome),
    }
}

/// Sections and plans that rules name and the paper lacks.
fn unknown(policy: &Policy, choices: &Choices) -> Vec<String> {
    let mut unknown = Vec::new();
    for rule in &policy.rules {
        let sections = rule.sections.iter();
        let lacks = |slug: &&String| choices.sections.iter().all(|(known, _)| known != *slug);
        unknown.extend(sections.filter(lacks).cloned());
        unknown.extend(rule.audience.iter().filter_map(|audience| match audience {
            meter::Audience::Plan(slug) => {
                choices.plans.iter().all(|plan| plan.slug != *slug).then(|| slug.clone())
            }
            _ => None,
        }));
    }
    unknown.sort();
    unknown.dedup();
    unknown
}

/// The policy as `masthead.toml` holds it.
fn as_text(policy: &Policy) -> String {
    let Some((stories, others)) = policy.meters.split_first() else { return String::new() };
    let mut table = toml::Table::new();
    let mut put = |key: &str, value: toml::Value| table.insert(key.to_owned(), value);
    put("free_limit", i64::from(stories.free_limit).into());
    put("registered_limit", i64::from(stories.registered_limit).into());
    put("window", stories.window.to_string().into());
    put("grace", i64::from(stories.grace).into());
    put("newcomers", policy.newcomers.to_string().into());
    let lists = [
        ("meters", toml::Value::try_from(others)),
        ("rules", toml::Value::try_from(&policy.rules)),
    ];
    for (key, list) in lists {
        if let Ok(toml::Value::Array(list)) = list
            && !list.is_empty()
        {
            put(key, list.into());
        }
    }
    let whole = toml::Table::from_iter([("meter".to_owned(), toml::Value::Table(table))]);
    toml::to_string(&whole).unwrap_or_default()
}

fn try_on(
    say: Words,
    sample: &Sample,
    (now, then): (&Policy, Option<&Policy>),
    question: &PreviewQuery,
    (choices, institutions): (&Choices, &[Holder]),
    at: Timestamp,
) -> Preview {
    let entry = question.entry.trim();
    let origin = Origin {
        country: question.country.trim().to_uppercase().parse().ok(),
        entry: (!entry.is_empty()).then(|| entry.to_owned()),
    };
    let verdict = |policy: &Policy, trial: &Trial| {
        let outlook = outlook(policy, &*sample.story, trial, &origin, (choices, institutions), at);
        verdict(say, policy, &outlook)
    };
    let line = |trial: Trial| PreviewLine {
        who: who(say, &trial, choices, institutions),
        now: verdict(now, &trial),
        then: then.map(|policy| verdict(policy, &trial)),
    };
    Preview {
        headline: sample.headline.clone(),
        path: sample.path.clone(),
        level: say::level(say, sample.story.access()),
        lines: trials(choices, institutions).into_iter().map(line).collect(),
    }
}

fn verdict(say: Words, policy: &Policy, outlook: &Outlook) -> Verdict {
    let rule = outlook.rule.and_then(|place| policy.rules.get(place));
    Verdict {
        opens: outlook.decision.is_open(),
        says: say::decision(say, &outlook.decision),
        rule: rule.map_or_else(|| say.desk_meter_own_level(), |rule| rule.name.clone()),
    }
}

fn who(say: Words, trial: &Trial, choices: &Choices, institutions: &[Holder]) -> String {
    match trial {
        Trial::Newcomer => say.desk_meter_try_newcomer(),
        Trial::Anonymous { full: false } => say.desk_meter_try_anonymous(),
        Trial::Anonymous { full: true } => say.desk_meter_try_anonymous_full(),
        Trial::Registered { full: false } => say.desk_meter_try_registered(),
        Trial::Registered { full: true } => say.desk_meter_try_registered_full(),
        Trial::Lapsed => say.desk_meter_try_lapsed(),
        Trial::Subscriber(place) => {
            let plan = choices.plans.get(*place).map_or("", |plan| &plan.name);
            say.desk_meter_subscribers_of(plan)
        }
        Trial::Institution(place) => {
            let name = institutions.get(*place).map_or("", |found| &found.name);
            say.desk_meter_institution(name)
        }
        Trial::Crawler => say.desk_meter_try_crawler(),
    }
}
