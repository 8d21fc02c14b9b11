//! The routes of the paper, read from the sources that define them, so that no
//! new one escapes the tests that go through all.

use std::{collections::BTreeSet, path::Path};

/// Every method and path of every department's routers: `("GET", "/desk")`.
pub(crate) fn routes_in_sources() -> BTreeSet<(&'static str, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut routes = BTreeSet::new();
    for entry in std::fs::read_dir(crates).expect("the crates").flatten() {
        read_folder(&entry.path().join("src"), &mut routes);
    }
    assert!(routes.len() > 50, "the sources no longer define their routes as this reads them");
    routes
}

fn read_folder(folder: &Path, routes: &mut BTreeSet<(&'static str, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            read_folder(&path, routes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source file");
            text.split(".route(").skip(1).for_each(|call| read_route(call, routes));
        }
    }
}

/// Reads one call of `route` from its first argument to its closing bracket.
fn read_route(call: &str, routes: &mut BTreeSet<(&'static str, String)>) {
    let mut depth = 1;
    let end = call.find(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    let call = &call[..end.expect("a whole call")];
    let Some(path) = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
    else {
        return;
    };
    for (method, function) in [("GET", "get("), ("POST", "post("), ("PUT", "put(")] {
        if call.contains(function) {
            routes.insert((method, path.to_owned()));
        }
    }
}
