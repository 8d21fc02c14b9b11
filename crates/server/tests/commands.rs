//! The commands as an operator runs them: what they print, and how they end.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn masthead(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_masthead"));
    command.args(arguments).env("MASTHEAD_LOG", "off").output().expect("the program runs")
}

/// The exit code, and everything that was said.
fn said(output: &Output) -> (i32, String) {
    let text = [&output.stdout[..], &output.stderr].concat();
    (output.status.code().expect("a code"), String::from_utf8_lossy(&text).into_owned())
}

fn folder(name: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("masthead-commands-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// Makes the demonstration in `folder` and ends it.
fn make_demo(folder: &Path) {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_masthead"))
        .args(["demo", "--port", "0", "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the demonstration starts");
    let lines = BufReader::new(demo.stdout.take().expect("its output")).lines();
    let listening =
        lines.map_while(Result::ok).any(|line| line.starts_with("listening on http://127.0.0.1:"));
    assert!(listening);
    let _ = Command::new("kill").args(["-TERM", &demo.id().to_string()]).status();
    assert!(demo.wait().expect("it ends").success());
}

#[test]
fn usage_errors_are_2_and_failures_are_1_with_one_line() {
    assert_eq!(said(&masthead(&["publish"])).0, 2);
    assert_eq!(said(&masthead(&["renew", "--as-of", "tomorrow"])).0, 2);
    assert_eq!(said(&masthead(&["--help"])).0, 0);
    let missing = folder("missing").join("masthead.toml");
    for command in ["serve", "migrate", "renew"] {
        let output = masthead(&[command, "--config", missing.to_str().unwrap()]);
        let (code, text) = said(&output);
        assert_eq!((code, text.lines().count()), (1, 1), "{command}: {text}");
        assert!(text.contains("masthead.toml") && output.stdout.is_empty(), "{text}");
    }
}

#[test]
fn a_new_paper_is_made_and_its_doctor_names_what_is_wrong() {
    let folder = folder("init");
    let (code, text) = said(&masthead(&["init", folder.to_str().unwrap()]));
    assert!(code == 0 && text.contains("/setup?token="), "{text}");
    let file = folder.join("masthead.toml");
    let config = file.to_str().unwrap();
    let doctor = |set: &[&str]| {
        let mut arguments = vec!["doctor", "--config", config];
        set.iter().for_each(|set| arguments.extend(["--set", set]));
        said(&masthead(&arguments))
    };
    let (code, text) = doctor(&[]);
    assert!(code == 1 && text.contains("wrong  owner: there is none yet"), "{text}");
    assert!(text.contains("ok     database") && text.contains("ok     books"), "{text}");
    for (set, problem) in [
        ("store.database=sqlite://nowhere.db", "there is no file"),
        ("store.database=postgres://127.0.0.1:1/x", "wrong  database"),
        ("store.meter=redis://127.0.0.1:1", "wrong  meter"),
        ("mail.transport=smtp://127.0.0.1:1", "wrong  mail"),
        ("paper.time_zone=Mars/Olympus", "paper.time_zone"),
        ("gateway.stripe.webhook_secret=whsec_test_secret", "wrong  gateway keys"),
        ("paper.url=https://paper.example", "whoever subscribes pays nothing"),
    ] {
        let (code, text) = doctor(&[set]);
        assert!(code == 1 && text.contains(problem), "{set}: {text}");
    }
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("free_limit", "fre_limit")).unwrap();
    let (code, text) = doctor(&[]);
    assert!(code == 1 && text.contains("masthead.toml, key meter.fre_limit"), "{text}");
    let _ = std::fs::remove_dir_all(folder);
}

#[test]
fn the_demonstration_is_sound_and_not_served_to_the_world() {
    let folder = folder("demo");
    make_demo(&folder);
    let config = folder.join("masthead.toml");
    let config = config.to_str().unwrap();
    let (code, text) = said(&masthead(&["doctor", "--config", config]));
    assert!(code == 0 && !text.contains("wrong"), "{text}");
    let (code, text) = said(&masthead(&["serve", "--config", config]));
    assert!(code == 1 && text.contains("everybody knows"), "{text}");
    let (code, text) = said(&masthead(&["migrate", "--config", config]));
    assert!(code == 0 && text.contains("the schema is current"), "{text}");
    let (code, secret) =
        said(&masthead(&["key", "add", "edge", "--scope", "access", "--config", config]));
    assert!(code == 0 && secret.starts_with("mk_"), "{secret}");
    let again = said(&masthead(&["key", "add", "edge", "--scope", "access", "--config", config]));
    assert!(again.0 == 1 && again.1.contains("already"), "{}", again.1);
    let (code, next) = said(&masthead(&["key", "rotate", "--config", config]));
    assert!(code == 0 && next.contains(" signs from "), "{next}");
    let kid = next.split(' ').next().unwrap();
    for (expected, says) in [(0, "is revoked"), (1, "no key")] {
        let (code, text) = said(&masthead(&["key", "revoke", kid, "--config", config]));
        assert!(code == expected && text.contains(says), "{text}");
    }
    for _ in 0..2 {
        let (code, text) =
            said(&masthead(&["renew", "--as-of", "2032-01-01T00:00:00Z", "--config", config]));
        assert!(code == 0 && text.contains("as of 2032-01-01"), "{text}");
    }
    let _ = std::fs::remove_dir_all(folder);
}
