use std::time::Duration;

use super::backoff;

#[test]
fn pauses_double_up_to_an_hour() {
    assert_eq!(backoff(1), Duration::from_secs(2));
    assert_eq!(backoff(5), Duration::from_secs(32));
    assert_eq!(backoff(40), Duration::from_secs(3_600));
}
