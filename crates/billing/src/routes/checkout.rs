use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use serde::Deserialize;
use terms::{Breakdown, GST_RATE_BP, IndianState, Schedule, TaxKind, TaxLine, gst_included};
use vocab::Money;
use web::{FormData, Frame, PageError, QueryData, SafePath, Visitor, page_response};
use words::Words;

use super::{
    Browser,
    subscribe::{encoded_next, refuse_plan},
    without_own_host,
};
use crate::{
    Billing, Plan,
    checkout::{Begun, Order, Payer},
    error::broken,
    queries::{checkouts, subscriptions},
};

#[derive(Template)]
#[template(path = "checkout.html")]
struct CheckoutPage {
    frame: Frame,
    plan: Arc<Plan>,
    renews_on: String,
    /// The price taken apart, once the State is known: a half of the tax is
    /// rounded otherwise than the whole.
    breakdown: Option<Breakdown>,
    /// For which account; none while the address has to be asked for.
    account: Option<Arc<str>>,
    form: CheckoutForm,
    problems: Problems,
}

impl CheckoutPage {
    /// Code and name of each State, by name.
    fn states(&self) -> Vec<(&'static str, String)> {
        let mut states: Vec<_> = IndianState::all()
            .map(|state| (state.code(), self.frame.say.state_name(state.code(), state.name())))
            .collect();
        states.sort_by(|(_, one), (_, other)| one.cmp(other));
        states
    }

    fn term(&self) -> String {
        self.frame.say.term(self.plan.term.count, self.plan.term.unit)
    }

    fn every(&self) -> String {
        self.frame.say.every(self.plan.term.count, self.plan.term.unit)
    }

    fn per_month(&self) -> Option<String> {
        let say = self.frame.say;
        self.plan.offer().per_month.map(|month| say.per_month(say.money(month)))
    }

    fn gst_rate(&self) -> String {
        TaxLine { kind: TaxKind::Igst, rate_bp: GST_RATE_BP, amount_minor: 0 }.rate_label()
    }

    fn exact(&self, minor: &i64) -> String {
        self.frame.say.money_exact(Money::new(*minor, self.plan.price.currency))
    }

    /// The log-in, which leads back here.
    fn log_in(&self) -> String {
        format!("/login?next={}", SafePath::parse(&self.frame.path).encoded())
    }
}

/// What is wrong with which field, as sentences.
#[derive(Default)]
struct Problems {
    email: Option<String>,
    state: Option<String>,
    consent: Option<String>,
    price: Option<String>,
    /// Whether the address has something that logging in shows.
    log_in_helps: bool,
}

impl Problems {
    const fn any(&self) -> bool {
        self.email.is_some()
            || self.state.is_some()
            || self.consent.is_some()
            || self.price.is_some()
    }
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct CheckoutForm {
    #[serde(default)]
    plan: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    renewal_consent: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    next: String,
    /// A checkout of this browser that did not go through: the address is known from it.
    #[serde(default)]
    again: String,
    /// The price that the page showed, so that nobody agrees to one and pays another.
    #[serde(default)]
    price: String,
}

pub(super) async fn show_form(
    State(billing): State<Billing>,
    visitor: Visitor,
    headers: HeaderMap,
    QueryData(query): QueryData<CheckoutForm>,
) -> Result<Response, PageError> {
    let Some(plan) = billing.catalogue.find(&query.plan) else {
        return Ok(Redirect::to("/subscribe").into_response());
    };
    if let Some(signed_in) = &visitor.signed_in
        && subscriptions::find_running(&billing.db, signed_in.reader)
            .await
            .map_err(broken)?
            .is_some()
    {
        // The page of the plans says what there is already.
        return Ok(Redirect::to("/subscribe").into_response());
    }
    let browser = Browser::of(&billing, &headers);
    // No address stands in an address: those end up in logs.
    let before = checkouts::find(&billing.db, &query.again).await.map_err(broken)?;
    let before = before.filter(|checkout| checkout.began_in(Some(&browser.hash)));
    let form = CheckoutForm {
        plan: query.plan,
        next: query.next,
        state: query.state,
        email: before.map_or(query.email, |checkout| checkout.email),
        ..CheckoutForm::default()
    };
    let page = page(&billing, &visitor, plan, form, Problems::default());
    Ok(with_cookie(page_response(StatusCode::OK, &page)?, browser.fresh))
}

fn page(
    billing: &Billing,
    visitor: &Visitor,
    plan: Arc<Plan>,
    form: CheckoutForm,
    problems: Problems,
) -> CheckoutPage {
    let (say, zone) = (visitor.words(), billing.site.zone());
    let schedule = Schedule { anchor: billing.ambient.now(), term: plan.term, zone: zone.clone() };
    let state = form.state.trim().to_ascii_uppercase().parse();
    let breakdown = |state| gst_included(plan.price.minor, GST_RATE_BP, billing.home_state, state);
    let path = match encoded_next(&form.next) {
        next if next.is_empty() => format!("/checkout?plan={}", plan.slug),
        next => format!("/checkout?plan={}&next={next}", plan.slug),
    };
    CheckoutPage {
        frame: Frame::private(&billing.site, visitor, say.checkout_title(&plan.name), &path),
        renews_on: say.date(schedule.period(0).ends_at, zone),
        breakdown: state.ok().map(breakdown),
        account: visitor.signed_in.as_ref().map(|signed_in| signed_in.email.clone()),
        plan,
        form,
        problems,
    }
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn check(
    form: &CheckoutForm,
    plan: &Plan,
    visitor: &Visitor,
) -> Result<(IndianState, String), Problems> {
    let (mut problems, say) = (Problems::default(), visitor.words());
    let email = match &visitor.signed_in {
        Some(signed_in) => signed_in.email.to_string(),
        None => form.email.trim().to_owned(),
    };
    if !mail::is_address(&email) {
        problems.email = Some(say.checkout_problem_email());
    }
    if form.renewal_consent != "yes" {
        problems.consent = Some(say.checkout_problem_consent());
    }
    if !form.price.is_empty() && form.price != plan.price.minor.to_string() {
        problems.price = Some(say.checkout_problem_price());
    }
    let state = form.state.trim().to_ascii_uppercase().parse();
    if state.is_err() {
        problems.state = Some(say.checkout_problem_state());
    }
    match state {
        Ok(state) if !problems.any() => Ok((state, email)),
        _ => Err(problems),
    }
}

pub(super) async fn begin(
    State(billing): State<Billing>,
    visitor: Visitor,
    headers: HeaderMap,
    FormData(form): FormData<CheckoutForm>,
) -> Result<Response, PageError> {
    let Some(plan) = billing.catalogue.find(&form.plan) else {
        return refuse_plan(&billing, &visitor, &form.next).await;
    };
    let (state, email) = match check(&form, &plan, &visitor) {
        Ok(fine) => fine,
        Err(problems) => {
            let page = page(&billing, &visitor, plan, form, problems);
            return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let browser = Browser::of(&billing, &headers);
    let payer = Payer {
        email,
        reader: visitor.signed_in.as_ref().map(|signed_in| signed_in.reader),
        browser_hash: browser.hash,
        language: Some(visitor.language),
        next: if form.next.is_empty() {
            String::new()
        } else {
            SafePath::parse(&form.next).to_string()
        },
    };
    let order = Order::Begin { plan: plan.clone(), state };
    let problem = match billing.begin_checkout(&order, &payer).await? {
        Begun::Running if visitor.is_signed_in() => {
            return Err(PageError::conflict(Words::checkout_running));
        }
        Begun::Running => visitor.words().checkout_running_log_in(),
        Begun::Elsewhere(until) => say_elsewhere(&billing, visitor.words(), until),
        begun => return Ok(with_cookie(lead_on(&billing, &begun), browser.fresh)),
    };
    let problems = Problems { email: Some(problem), log_in_helps: true, ..Problems::default() };
    let page = page(&billing, &visitor, plan, form, problems);
    page_response(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Why nothing begins for an address that pays in another browser.
fn say_elsewhere(billing: &Billing, say: Words, until: Option<Timestamp>) -> String {
    let zone = billing.site.zone();
    let day = |at: Timestamp| zone.to_datetime(at).date();
    match until {
        Some(at) if day(at) == day(billing.ambient.now()) => {
            say.checkout_elsewhere_until(say.time(at, zone))
        }
        Some(at) => say.checkout_elsewhere_until(say.moment(at, zone)),
        None => say.checkout_elsewhere_confirming(),
    }
}

/// To the gateway's page, or to the payment that is being confirmed.
pub(super) fn lead_on(billing: &Billing, begun: &Begun) -> Response {
    match begun {
        Begun::Pay(url) => Redirect::to(without_own_host(billing, url)).into_response(),
        Begun::Confirming(id) => {
            Redirect::to(&format!("/checkout/return?checkout={id}")).into_response()
        }
        Begun::Running | Begun::Elsewhere(_) => Redirect::to("/account").into_response(),
    }
}

/// Tells the browser to look again by itself.
pub(super) fn refreshing(mut response: Response) -> Response {
    let name = HeaderName::from_static("refresh");
    response.headers_mut().insert(name, HeaderValue::from_static("3"));
    response
}
