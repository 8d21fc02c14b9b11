//! The desk's page for bots.

use askama::Template;
use axum::{Router, extract::State, response::Response, routing::get};
use http::StatusCode;
use store::{
    StoreError,
    audit::{self, Deed},
    feed, settings,
};
use web::{DeskFrame, Done, FormData, PageError, Role, Staff, page_response};
use words::Words;

use super::{
    Answer, Bot, Engines, Group, ROBOTS, ROBOTS_TOPIC, RobotsPolicy, bots, find_bot, find_policy,
};

const PATH: &str = "/desk/robots";
/// What a publisher decides: owners alone.
const MAY: &[Role] = &[];

pub(super) fn router(engines: Engines) -> Router {
    Router::new().route("/desk/robots", get(show).post(save)).with_state(engines)
}

#[derive(Template)]
#[template(path = "desk/robots.html")]
struct RobotsPage {
    frame: DeskFrame,
    form: RobotsPolicy,
    /// What `robots.txt` says, or would.
    text: String,
    is_preview: bool,
    problem: Option<String>,
    /// The field that will not do; empty if all will.
    field: String,
    /// The ids of engines that nothing could prove until their ranges are configured.
    unproven: Vec<&'static str>,
}

/// An entry of a choice.
struct Choice {
    word: &'static str,
    label: String,
    selected: bool,
}

impl RobotsPage {
    const fn groups(&self) -> [Group; 4] {
        Group::ALL
    }

    fn group_name(&self, group: Group) -> String {
        match group {
            Group::Search => self.frame.say.robots_group_search(),
            Group::Answers => self.frame.say.robots_group_answers(),
            Group::Training => self.frame.say.robots_group_training(),
            Group::Other => self.frame.say.robots_group_other(),
        }
    }

    fn group_says(&self, group: Group) -> String {
        match group {
            Group::Search => self.frame.say.robots_group_search_says(),
            Group::Answers => self.frame.say.robots_group_answers_says(),
            Group::Training => self.frame.say.robots_group_training_says(),
            Group::Other => self.frame.say.robots_group_other_says(),
        }
    }

    fn bots_of(&self, group: Group) -> Vec<&'static Bot> {
        bots().iter().filter(|bot| bot.group == group).collect()
    }

    fn choice(&self, answer: Answer, chosen: Option<Answer>) -> Choice {
        let label = match answer {
            Answer::Full => self.frame.say.robots_answer_full(),
            Answer::Lead => self.frame.say.robots_answer_lead(),
            Answer::Disallow => self.frame.say.robots_answer_disallow(),
            Answer::TurnAway => self.frame.say.robots_answer_turn_away(),
        };
        Choice { word: answer.as_str(), label, selected: chosen == Some(answer) }
    }

    fn group_options(&self, group: Group) -> Vec<Choice> {
        let chosen = Some(self.form.groups.get(&group).copied().unwrap_or_default());
        let answers = [Answer::Lead, Answer::Disallow, Answer::TurnAway];
        answers.into_iter().map(|answer| self.choice(answer, chosen)).collect()
    }

    fn bot_options(&self, bot: &Bot) -> Vec<Choice> {
        let chosen = self.form.bots.get(&bot.id).copied();
        let label = self.frame.say.robots_answer_group();
        let mut choices = vec![Choice { word: "", label, selected: chosen.is_none() }];
        let mut offer = |answer, when| {
            if when {
                choices.push(self.choice(answer, chosen));
            }
        };
        offer(Answer::Full, bot.can_be_verified());
        offer(Answer::Lead, true);
        offer(Answer::Disallow, true);
        offer(Answer::TurnAway, !bot.silent);
        choices
    }

    fn is_unproven(&self, bot: &Bot) -> bool {
        self.unproven.contains(&&*bot.id)
    }

    fn joined(&self, lines: &[String]) -> String {
        lines.join("\n")
    }
}

fn broken(error: StoreError) -> PageError {
    PageError::unavailable_because(Words::error_not_now, error)
}

async fn show(State(engines): State<Engines>, staff: Staff) -> Result<Response, PageError> {
    staff.require(MAY)?;
    let form = find_policy(&engines.0.db).await.map_err(broken)?;
    render(&engines, &staff, form, false, None)
}

fn render(
    engines: &Engines,
    staff: &Staff,
    form: RobotsPolicy,
    is_preview: bool,
    problem: Option<(String, String)>,
) -> Result<Response, PageError> {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (field, problem) =
        problem.map_or((String::new(), None), |(field, text)| (field, Some(text)));
    let say = staff.words();
    let page = RobotsPage {
        frame: DeskFrame::new(&engines.0.site, staff, say.robots_heading()),
        text: form.robots_txt(&engines.0.site.config().url),
        form,
        is_preview,
        problem,
        field,
        unproven: bots()
            .iter()
            .filter(|bot| bot.can_be_verified() && engines.lacks_ranges(bot))
            .map(|bot| &*bot.id)
            .collect(),
    };
    page_response(status, &page)
}

/// Keeps the form, or shows what it would make; or says which field will not do.
async fn save(
    State(engines): State<Engines>,
    staff: Staff,
    FormData(fields): FormData<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    staff.require(MAY)?;
    let say = staff.words();
    let (policy, strange) = read(&fields);
    if let Some((field, answer)) = strange {
        let problem = Some((field, say.robots_unknown_answer(answer)));
        return render(&engines, &staff, policy, true, problem);
    }
    if let Err(problem) = policy.check() {
        let problem = Some((problem.field.clone(), problem.say(say)));
        return render(&engines, &staff, policy, true, problem);
    }
    if fields.iter().any(|(name, value)| name == "do" && value == "preview") {
        return render(&engines, &staff, policy, true, None);
    }
    engines.put(&staff, &policy).await.map_err(broken)?;
    Ok(Done::Saved.redirect(PATH))
}

/// What the form says, and the first answer in it that is none, with its field.
fn read(fields: &[(String, String)]) -> (RobotsPolicy, Option<(String, String)>) {
    let mut policy = RobotsPolicy::default();
    let mut strange = None;
    let lines = |text: &str| {
        let lines = text.lines().map(|line| line.trim_end().to_owned());
        let mut lines: Vec<_> = lines.collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    };
    for (name, value) in fields {
        let answer = Answer::of_word(value);
        if let Some(id) = name.strip_prefix("bot-") {
            match (find_bot(id), answer) {
                (_, None) if value.is_empty() => {}
                (Some(_), Some(answer)) => drop(policy.bots.insert(id.to_owned(), answer)),
                _ => strange = strange.or_else(|| Some((name.clone(), value.clone()))),
            }
        } else if let Some(word) = name.strip_prefix("group-") {
            let group = Group::ALL.into_iter().find(|group| group.as_str() == word);
            match (group, answer) {
                // What everybody meets anyway is not said again.
                (Some(_), Some(Answer::Lead)) => {}
                (Some(group), Some(answer)) => drop(policy.groups.insert(group, answer)),
                _ => strange = strange.or_else(|| Some((name.clone(), value.clone()))),
            }
        } else if name == "premium" {
            policy.premium = value == "yes";
        } else if name == "lines" {
            policy.lines = lines(value);
        } else if name == "sitemaps" {
            policy.sitemaps = lines(value).into_iter().filter(|line| !line.is_empty()).collect();
        }
    }
    (policy, strange)
}

impl Engines {
    /// Keeps the policy, tells the audit log and the other nodes, and follows it here at once.
    async fn put(&self, staff: &Staff, policy: &RobotsPolicy) -> store::Result<()> {
        let now = self.0.ambient.now();
        let mut tx = self.0.db.begin().await?;
        let before = find_policy(&mut tx).await?;
        let text = serde_json::to_string(policy).map_err(|problem| StoreError::Decode {
            column: format!("settings.{ROBOTS}"),
            problem: problem.to_string(),
        })?;
        settings::set_setting(&mut tx, ROBOTS, &text).await?;
        let detail = policy.changes_since(&before);
        let deed = Deed {
            actor: &staff.actor(),
            action: "robots.save",
            subject: "robots",
            detail: &detail,
        };
        audit::record(&mut tx, deed, now).await?;
        feed::announce(&mut tx, ROBOTS_TOPIC, "", now).await?;
        tx.commit().await?;
        self.load_robots().await
    }
}
