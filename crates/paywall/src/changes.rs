//! What a new policy changes, in a line for the audit log.

use meter::{Meter, Policy};

/// The names of what is new, gone or different; always something.
pub(crate) fn say_changes(before: &Policy, after: &Policy) -> String {
    let mut said = Vec::new();
    if before.newcomers != after.newcomers {
        said.push(format!("newcomers {} to {}", before.newcomers, after.newcomers));
    }
    let meters = |policy: &Policy| -> Vec<(String, String)> {
        policy.meters.iter().map(|meter| (meter.name.clone(), in_figures(meter))).collect()
    };
    compare("meter", &meters(before), &meters(after), &mut said);
    let rules = |policy: &Policy| -> Vec<(String, String)> {
        let text = |rule| serde_json::to_string(rule).unwrap_or_default();
        policy.rules.iter().map(|rule| (rule.name.clone(), text(rule))).collect()
    };
    let (old, new) = (rules(before), rules(after));
    compare("rule", &old, &new, &mut said);
    let order = |list: &[(String, String)], other: &[(String, String)]| -> Vec<String> {
        let in_both = |name: &&String| other.iter().any(|(theirs, _)| theirs == *name);
        list.iter().map(|(name, _)| name).filter(in_both).cloned().collect()
    };
    if order(&old, &new) != order(&new, &old) {
        said.push("rules in another order".to_owned());
    }
    if said.is_empty() { "nothing changed".to_owned() } else { said.join("; ") }
}

fn in_figures(meter: &Meter) -> String {
    let Meter { name: _, window, free_limit, registered_limit, grace } = meter;
    format!("{free_limit}/{registered_limit} a {window}, grace {grace}")
}

fn compare(
    kind: &str,
    before: &[(String, String)],
    after: &[(String, String)],
    said: &mut Vec<String>,
) {
    for (name, text) in after {
        match before.iter().find(|(old, _)| old == name) {
            None => said.push(format!("{kind} “{name}” added")),
            Some((_, old)) if old != text && kind == "meter" => {
                said.push(format!("meter “{name}” from {old} to {text}"));
            }
            Some((_, old)) if old != text => said.push(format!("{kind} “{name}” changed")),
            Some(_) => {}
        }
    }
    for (name, _) in before.iter().filter(|(old, _)| !after.iter().any(|(name, _)| name == old)) {
        said.push(format!("{kind} “{name}” removed"));
    }
}
