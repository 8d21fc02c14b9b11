use jiff::Timestamp;
use vocab::{
    AttemptId, BenefitSet, InvoiceId, JobId, PlanId, ReaderId, SessionId, StoryId, StoryNumber,
    SubscriptionId,
};

/// A bound parameter: one of the four types that both databases share.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// BIGINT: numbers, minor units, microseconds since 1970.
    Int(Option<i64>),
    /// BOOLEAN.
    Bool(Option<bool>),
    /// TEXT: words, ids, JSON.
    Text(Option<String>),
    /// BLOB or BYTEA.
    Bytes(Option<Vec<u8>>),
}

macro_rules! values {
    ($($type:ty => $variant:ident($name:ident) $convert:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($name: $type) -> Self { Self::$variant(Some($convert)) }
        }
        impl From<Option<$type>> for Value {
            fn from(option: Option<$type>) -> Self { Self::$variant(option.map(|$name| $convert)) }
        }
    )*};
}

values! {
    i64 => Int(number) number;
    i32 => Int(number) i64::from(number);
    u32 => Int(number) i64::from(number);
    Timestamp => Int(instant) instant.as_microsecond();
    StoryNumber => Int(story) i64::from(story.0);
    bool => Bool(truth) truth;
    String => Text(text) text;
    &str => Text(text) text.to_owned();
    &String => Text(text) text.clone();
    Vec<u8> => Bytes(bytes) bytes;
    &[u8] => Bytes(bytes) bytes.to_vec();
    ReaderId => Text(id) id.to_string();
    SessionId => Text(id) id.to_string();
    PlanId => Text(id) id.to_string();
    SubscriptionId => Text(id) id.to_string();
    InvoiceId => Text(id) id.to_string();
    AttemptId => Text(id) id.to_string();
    JobId => Text(id) id.to_string();
    StoryId => Text(id) id.to_string();
    &BenefitSet => Text(benefits) benefits.to_string();
}

/// Parameters in order: `args![reader, now, "text"]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}
