use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;
use terms::UnknownTerm;
use vocab::{Currency, Money, UnknownBenefit};
use web::{DeskFrame, FormData, PageError, Staff, page_response};
use words::Words;

use super::MAY_CHANGE;
use crate::{Billing, BillingError, NewPlan, Plan, PlanProblem, error::broken, queries::plans};

#[derive(Template)]
#[template(path = "desk/plans.html")]
struct PlansPage {
    frame: DeskFrame,
    plans: Vec<Plan>,
    form: PlanForm,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/plan.html")]
struct PlanPage {
    frame: DeskFrame,
    plan: Plan,
    form: PlanForm,
    problem: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct PlanForm {
    #[serde(default)]
    slug: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    price: String,
    #[serde(default)]
    term: String,
    #[serde(default)]
    benefits: String,
}

#[derive(Deserialize)]
pub(super) struct Move {
    #[serde(default)]
    direction: String,
}

impl PlanForm {
    fn of(plan: &Plan) -> Self {
        let (whole, rest) = (plan.price.minor / 100, plan.price.minor % 100);
        Self {
            slug: plan.slug.clone(),
            name: plan.name.clone(),
            price: if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") },
            term: plan.term.to_string(),
            benefits: plan.benefits.to_string(),
        }
    }

    /// The plan that the form describes, or a sentence that names the field.
    fn read(&self, currency: Currency, say: Words) -> Result<NewPlan, String> {
        let price = read_price(&self.price).ok_or_else(|| PlanProblem::Price.sentence(say))?;
        let term = self.term.trim();
        let plan = NewPlan {
            slug: self.slug.trim().to_owned(),
            name: self.name.trim().to_owned(),
            price: Money::new(price, currency),
            term: term.parse().map_err(|_: UnknownTerm| say.plan_term_wrong(term))?,
            benefits: self
                .benefits
                .parse()
                .map_err(|UnknownBenefit(benefit)| say.plan_benefit_wrong(benefit))?,
        };
        plan.check(currency).map_err(|problem| problem.sentence(say))?;
        Ok(plan)
    }
}

/// `2700`, `2,700` or `2,700.50` in minor units.
fn read_price(text: &str) -> Option<i64> {
    let plain: String = text.trim().trim_start_matches('₹').chars().filter(|c| *c != ',').collect();
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(rest) || rest.len() != 2 {
        return None;
    }
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(rest.parse().ok()?)
}

async fn show_list(
    billing: &Billing,
    staff: &Staff,
    (form, problem): (PlanForm, Option<String>),
) -> Result<Response, PageError> {
    let frame = DeskFrame::new(&billing.site, staff, staff.words().desk_plans());
    let plans = plans::list_latest_plans(&billing.db).await.map_err(broken)?;
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_response(status, &PlansPage { frame, plans, form, problem })
}

pub(super) async fn list(
    State(billing): State<Billing>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    show_list(&billing, &staff, (PlanForm::default(), None)).await
}

pub(super) async fn add(
    State(billing): State<Billing>,
    staff: Staff,
    FormData(form): FormData<PlanForm>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let plan = match form.read(billing.site.config().currency, staff.words()) {
        Ok(plan) => plan,
        Err(problem) => return show_list(&billing, &staff, (form, Some(problem))).await,
    };
    match billing.put_on_sale(plan, &staff.actor()).await {
        Ok(_) => Ok(back()),
        Err(BillingError::Plan(problem)) => {
            let problem = problem.sentence(staff.words());
            show_list(&billing, &staff, (form, Some(problem))).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn find(billing: &Billing, slug: &str) -> Result<Plan, PageError> {
    let found = plans::find_latest_plan(&billing.db, slug).await.map_err(broken)?;
    found.ok_or_else(PageError::not_found)
}

fn frame_of(billing: &Billing, staff: &Staff, plan: &Plan) -> DeskFrame {
    DeskFrame::new(&billing.site, staff, staff.words().desk_plan_title(&plan.name))
}

pub(super) async fn show_form(
    State(billing): State<Billing>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let plan = find(&billing, &slug).await?;
    let frame = frame_of(&billing, &staff, &plan);
    let form = PlanForm::of(&plan);
    page_response(StatusCode::OK, &PlanPage { frame, plan, form, problem: None })
}

pub(super) async fn edit(
    State(billing): State<Billing>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<PlanForm>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let plan = find(&billing, &slug).await?;
    // The short name is the plan's identity and stays.
    let form = PlanForm { slug, ..form };
    match form.read(billing.site.config().currency, staff.words()) {
        Ok(new) => {
            billing.edit_plan(new, &staff.actor()).await?;
            Ok(back())
        }
        Err(problem) => {
            let frame = frame_of(&billing, &staff, &plan);
            let page = PlanPage { frame, plan, form, problem: Some(problem) };
            page_response(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

pub(super) async fn withdraw(
    State(billing): State<Billing>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let plan = find(&billing, &slug).await?;
    billing.set_on_sale(&plan.slug, false, &staff.actor()).await?;
    Ok(back())
}

pub(super) async fn put_back(
    State(billing): State<Billing>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let plan = find(&billing, &slug).await?;
    billing.set_on_sale(&plan.slug, true, &staff.actor()).await?;
    Ok(back())
}

pub(super) async fn reorder(
    State(billing): State<Billing>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<Move>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let plan = find(&billing, &slug).await?;
    let up = match &*form.direction {
        "up" => true,
        "down" => false,
        _ => return Err(PageError::unprocessable(Words::plan_direction_wrong)),
    };
    billing.move_plan(&plan.slug, up, &staff.actor()).await?;
    Ok(back())
}

fn back() -> Response {
    Redirect::to("/desk/plans").into_response()
}

#[cfg(test)]
mod tests {
    use super::read_price;

    #[test]
    fn prices_are_read_exactly() {
        for (text, minor) in
            [("2700", 270_000), (" ₹2,700 ", 270_000), ("2,700.50", 270_050), ("0.00", 0)]
        {
            assert_eq!(read_price(text), Some(minor), "{text}");
        }
        for wrong in ["", "-1", "1e18", "2700.5", "2700.500", "٣", "99999999999999999999", "."] {
            assert_eq!(read_price(wrong), None, "{wrong}");
        }
    }
}
