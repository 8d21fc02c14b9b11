use jiff::Timestamp;
use serde_json::Value;
use store::{Executor, args, statement};
use vocab::AttemptId;

use crate::Refusal;

/// What a webhook says, reduced to what we act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookEvent {
    /// The provider's id of the event, unique for ever.
    pub id: String,
    /// The provider's word for what happened.
    pub kind: String,
    /// Our attempt that it is about, if it names one.
    pub attempt: Option<AttemptId>,
}

/// Reads an event in Stripe's form. The attempt stands in the object's metadata;
/// events of other shapes are events as well, and about none of ours.
pub fn read_stripe_event(body: &[u8]) -> Result<WebhookEvent, Refusal> {
    let event = read_object(body)?;
    let attempt = find_attempt(&event, "/data/object/metadata/attempt");
    plausible(WebhookEvent { id: text_of(&event, "id"), kind: text_of(&event, "type"), attempt })
}

/// Reads an event in Razorpay's form. `event_id` is the `X-Razorpay-Event-Id`
/// header, which the signature does not cover; without it, the body's hash
/// stands in. The attempt stands in the payment's notes.
pub fn read_razorpay_event(body: &[u8], event_id: Option<&str>) -> Result<WebhookEvent, Refusal> {
    use sha2::Digest as _;
    let event = read_object(body)?;
    let attempt = find_attempt(&event, "/payload/payment/entity/notes/attempt");
    let id = event_id.map_or_else(|| format!("{:x}", sha2::Sha256::digest(body)), str::to_owned);
    plausible(WebhookEvent { id, kind: text_of(&event, "event"), attempt })
}

fn read_object(body: &[u8]) -> Result<Value, Refusal> {
    let read = serde_json::from_slice(body).ok();
    read.filter(Value::is_object).ok_or(Refusal::NotAnEvent)
}

/// The text of a field, empty where there is none.
fn text_of(event: &Value, field: &str) -> String {
    event[field].as_str().unwrap_or("").to_owned()
}

fn find_attempt(event: &Value, pointer: &str) -> Option<AttemptId> {
    event.pointer(pointer)?.as_str()?.parse().ok()
}

fn plausible(event: WebhookEvent) -> Result<WebhookEvent, Refusal> {
    let short = |text: &str| (1..=255).contains(&text.len());
    if short(&event.id) && short(&event.kind) { Ok(event) } else { Err(Refusal::NotAnEvent) }
}

statement! {
    INSERT_EVENT = "INSERT INTO webhook_events (gateway, event_id, kind, received_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
}

/// Notes that an event was taken, once and for ever. False if it was taken before.
pub async fn note_event(
    on: impl Executor,
    gateway: &str,
    event: &WebhookEvent,
    now: Timestamp,
) -> store::Result<bool> {
    let args = args![gateway, &event.id, &event.kind, now];
    Ok(on.run(&INSERT_EVENT, args).await? > 0)
}

statement! {
    FIND_EVENT = "SELECT event_id FROM webhook_events WHERE gateway = $1 AND event_id = $2";
}

/// Whether an event was taken before.
pub async fn is_noted(
    on: impl Executor,
    gateway: &str,
    event: &WebhookEvent,
) -> store::Result<bool> {
    Ok(on.one(&FIND_EVENT, args![gateway, &event.id]).await?.is_some())
}
