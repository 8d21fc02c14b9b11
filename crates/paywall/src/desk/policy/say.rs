//! A policy in the words of whoever works at the desk.

use meter::{
    Audience, Decision, OpenReason, Outcome, PolicyPlace, PolicyProblem, Rule, WallReason,
    WindowKind, Wrong,
};
use vocab::Access;
use words::Words;

/// What cannot be, with its place and field.
pub(super) fn problem(say: Words, problem: &PolicyProblem) -> String {
    let place = match &problem.place {
        PolicyPlace::Policy => say.desk_meter_title(),
        PolicyPlace::Meter(name) => say.desk_meter_place_meter(name),
        PolicyPlace::Rule(number, name) => {
            let number = u32::try_from(*number).unwrap_or(u32::MAX);
            say.desk_meter_place_rule(name, number)
        }
    };
    say.desk_meter_problem(field(say, problem.field), place, wrong(say, &problem.wrong))
}

/// The same where its place is plain.
pub(super) fn problem_of_field(say: Words, problem: &PolicyProblem) -> String {
    say.desk_meter_problem_of_field(field(say, problem.field), wrong(say, &problem.wrong))
}

/// What the form calls a field.
pub(super) fn field(say: Words, name: &str) -> String {
    match name {
        "name" => say.desk_name(),
        "sections" => say.desk_sections(),
        "topics" => say.desk_meter_topics(),
        "authors" => say.desk_authors(),
        "access" => say.desk_meter_levels(),
        "older_than_days" => say.desk_meter_older(),
        "newer_than_days" => say.desk_meter_newer(),
        "languages" => say.desk_meter_languages(),
        "entries" => say.desk_meter_entries(),
        "audience" => say.desk_meter_audience(),
        "countries" => say.desk_meter_countries(),
        "outcome" => say.desk_meter_outcome(),
        "free_limit" => say.desk_meter_free_limit(),
        "registered_limit" => say.desk_meter_registered_limit(),
        "grace" => say.desk_meter_grace(),
        "window" => say.desk_meter_window(),
        "meters" => say.desk_meter_meters(),
        "rules" => say.desk_meter_rules(),
        _ => say.desk_meter_order(),
    }
}

fn wrong(say: Words, wrong: &Wrong) -> String {
    let count = |count: &usize| u32::try_from(*count).unwrap_or(u32::MAX);
    match wrong {
        Wrong::NotStories => say.desk_meter_not_stories(),
        Wrong::TooMany(there, most) => say.desk_meter_too_many(count(most), count(there)),
        Wrong::TooMuch(value, most) => say.desk_meter_too_much(*most, *value),
        Wrong::NotSlug(text) => say.desk_meter_not_slug(text),
        Wrong::Taken => say.desk_meter_taken(),
        Wrong::LessThanFree(less, more) => say.desk_meter_less_than_free(*less, *more),
        Wrong::NotLine => say.desk_meter_not_line(u32::try_from(meter::NAME_MAX).unwrap_or(0)),
        Wrong::NoLevel => say.desk_meter_no_level(),
        Wrong::NotPath(text) => say.desk_meter_not_path(text),
        Wrong::NeverOfAge(least, most) => say.desk_meter_never_of_age(*least, *most),
        Wrong::NoSuchInstitution(slug) => say.desk_meter_no_such_institution(slug),
        Wrong::NeverAsked(name) => say.desk_meter_never_asked(name),
        Wrong::NoSuchMeter(name, there) => say.desk_meter_no_such_meter(name, there),
    }
}

pub(super) fn level(say: Words, access: Access) -> String {
    match access {
        Access::Free => say.access_free(),
        Access::Metered => say.access_metered(),
        Access::Registered => say.access_registered(),
        Access::Premium => say.access_premium(),
    }
}

pub(super) fn window(say: Words, window: WindowKind) -> String {
    match window {
        WindowKind::Month => say.desk_meter_window_month(),
        WindowKind::Week => say.desk_meter_window_week(),
        WindowKind::Day => say.desk_meter_window_day(),
        WindowKind::Rolling(days) => say.desk_meter_window_days(u32::from(days)),
    }
}

fn audience(say: Words, audience: &Audience) -> String {
    match audience {
        Audience::Anonymous => say.desk_meter_anonymous(),
        Audience::Registered => say.desk_meter_registered(),
        Audience::Lapsed => say.desk_meter_lapsed(),
        Audience::Subscriber => say.desk_meter_subscribers(),
        Audience::Plan(slug) => say.desk_meter_subscribers_of(slug),
        Audience::Institution(None) => say.desk_meter_institutions(),
        Audience::Institution(Some(slug)) => say.desk_meter_institution(slug),
    }
}

/// Of which stories a rule speaks, a line for each restriction.
pub(super) fn stories_of(say: Words, rule: &Rule) -> Vec<String> {
    let levels: Vec<_> = rule.access.iter().map(|access| level(say, *access)).collect();
    let mut lines = vec![say.desk_meter_of_levels(levels.join(", "))];
    let lists = [
        ("sections", &rule.sections),
        ("topics", &rule.topics),
        ("authors", &rule.authors),
        ("languages", &rule.languages),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            lines.push(say.desk_meter_restricted(field(say, name), list.join(", ")));
        }
    }
    lines.extend(rule.older_than_days.map(|days| say.desk_meter_older_than(days)));
    lines.extend(rule.newer_than_days.map(|days| say.desk_meter_newer_than(days)));
    lines
}

/// Of which visitors.
pub(super) fn visitors_of(say: Words, rule: &Rule) -> Vec<String> {
    let mut lines = Vec::new();
    if rule.audience.is_empty() {
        lines.push(say.desk_meter_everybody());
    } else {
        let names: Vec<_> = rule.audience.iter().map(|one| audience(say, one)).collect();
        lines.push(names.join(", "));
    }
    if !rule.countries.is_empty() {
        let codes: Vec<_> = rule.countries.iter().map(ToString::to_string).collect();
        lines.push(say.desk_meter_restricted(field(say, "countries"), codes.join(", ")));
    }
    if !rule.entries.is_empty() {
        lines.push(say.desk_meter_restricted(field(say, "entries"), rule.entries.join(", ")));
    }
    lines
}

/// What a rule asks.
pub(super) fn outcome(say: Words, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Free => say.desk_meter_then_free(),
        Outcome::Counted(meter) => say.desk_meter_then_counted(meter),
        Outcome::Register => say.desk_meter_then_register(),
        Outcome::Subscribe => say.desk_meter_then_subscribe(),
        Outcome::Benefit(benefit) => say.desk_meter_then_benefit(say.benefit_name(benefit)),
    }
}

/// What became of a visitor.
pub(super) fn decision(say: Words, decision: &Decision) -> String {
    match decision {
        Decision::Open { because, count } => {
            let why = match because {
                OpenReason::Free => say.desk_meter_open_free(),
                OpenReason::Metered => match count {
                    Some(count) => say.desk_meter_open_metered(count.limit, count.used),
                    None => say.desk_meter_open_free(),
                },
                OpenReason::Registered => say.desk_meter_open_registered(),
                OpenReason::Benefit => say.desk_meter_open_benefit(),
                OpenReason::Gift => say.desk_meter_open_gift(),
                OpenReason::Crawler => say.desk_meter_open_crawler(),
                OpenReason::Institution => say.desk_meter_open_institution(),
                OpenReason::Emergency => say.desk_meter_open_emergency(),
                OpenReason::Staff => say.desk_meter_open_staff(),
            };
            say.desk_meter_reads(why)
        }
        Decision::Wall { because, .. } => {
            let why = match because {
                WallReason::Limit => say.desk_meter_wall_limit(),
                WallReason::Premium => say.desk_meter_wall_premium(),
                WallReason::Register => say.desk_meter_wall_register(),
                WallReason::Benefit => say.desk_meter_wall_benefit(),
                WallReason::Newcomer => say.desk_meter_wall_newcomer(),
            };
            say.desk_meter_walled(why)
        }
    }
}
