//! Decisions as tokens: verified by our own code, by Node's and by Python's; and the life of their keys.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use jiff::Timestamp;
use outside::token::{Expected, PublicKey, TokenProblem, Verdict, verify};
use serde_json::{Value, json};
use testkit::{Browser, TestPaper, on_both_databases};

use crate::gate::{Gate, SITE, with_site};

async fn key_set(paper: &TestPaper) -> Value {
    let reply = paper.browser().get("/.well-known/jwks.json").await;
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    for key in reply.json()["keys"].as_array().unwrap() {
        let members: Vec<_> = key.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"], "no secret member");
    }
    reply.json()
}

fn kids(set: &Value) -> Vec<String> {
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn public(set: &Value) -> Vec<PublicKey> {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| PublicKey {
        kid: key["kid"].as_str().unwrap().to_owned(),
        bytes: BASE64_URL_SAFE_NO_PAD
            .decode(key["x"].as_str().unwrap())
            .unwrap()
            .try_into()
            .unwrap(),
    })
    .collect()
}

async fn token_for(gate: &Gate<'_>, browser: &Browser, uri: &str) -> String {
    gate.ask(browser, uri).await.header("masthead-decision").to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Asks a program of another language, with the question as JSON on its standard input.
/// None where the program is not there.
fn ask_program(command: &mut Command, question: &Value) -> Option<Value> {
    let spawned =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.ok()?;
    child.stdin.take().unwrap().write_all(question.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("an answer in JSON"))
}

/// The verdicts of a verifier in `docs/edge` about each question: the claims, or null.
fn by_node(questions: &[Value]) -> Option<Value> {
    let script = format!(
        "import {{ verifyDecision }} from '{}';
let text = ''; for await (const part of process.stdin) text += part;
const answers = [];
for (const q of JSON.parse(text)) {{
  try {{ answers.push(await verifyDecision(q.token, q.keys, q, q.now)); }} catch {{ answers.push(null); }}
}}
process.stdout.write(JSON.stringify(answers));",
        root().join("docs/edge/verify.mjs").display()
    );
    ask_program(
        Command::new("node").args(["--input-type=module", "-e", &script]),
        &json!(questions),
    )
}

fn by_python(questions: &[Value]) -> Option<Value> {
    let python = root().join("target/peers/python/bin/python");
    let python = if python.exists() {
        python
    } else {
        PathBuf::from(std::env::var_os("MASTHEAD_TEST_PYTHON")?)
    };
    let script = "import json, sys
sys.path.insert(0, sys.argv[1])
from verify import verify_decision
answers = []
for q in json.load(sys.stdin):
    try: answers.append(verify_decision(q['token'], q['keys'], q['issuer'], q['audience'], q['story'], q['now']))
    except Exception: answers.append(None)
print(json.dumps(answers))";
    ask_program(
        Command::new(python).args(["-B", "-c", script]).arg(root().join("docs/edge")),
        &json!(questions),
    )
}

on_both_databases! {
    /// Ours, Node's Web Crypto and Python's joserfc say the same of good and of forged tokens.
    async fn others_verify_what_the_paper_signs(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = gate.known().await;
        let (open, wall) = (token_for(&gate, &browser, "/news/a").await, token_for(&gate, &browser, "/premium/a").await);
        let (set, now) = (key_set(paper).await, paper.paper.ambient.now().as_second());
        let question = |token: &str, story: &str, now: i64| json!({ "token": token, "keys": set, "issuer": paper.base, "audience": SITE, "story": story, "now": now });
        let [header, claims, signature] = [0, 1, 2].map(|part| open.split('.').nth(part).unwrap());
        let other = wall.split('.').nth(1).unwrap();
        let questions = [
            question(&open, "/news/a", now),
            question(&wall, "/premium/a", now + 599),
            question(&open, "/news/a", now + 600),
            question(&open, "/news/a", now + 601),
            question(&open, "/news/b", now),
            question(&format!("{header}.{other}.{signature}"), "/premium/a", now),
            question(&format!("eyJhbGciOiJub25lIn0.{claims}."), "/news/a", now),
            question(&format!("eyJhbGciOiJub25lIn0.{claims}.{signature}"), "/news/a", now),
            question(&format!("{open}x"), "/news/a", now),
            question("", "/news/a", now),
        ];
        let mut answers = Vec::new();
        for one in &questions {
            let expected = Expected { issuer: &paper.base, audience: SITE, story: one["story"].as_str().unwrap() };
            let at = Timestamp::from_second(one["now"].as_i64().unwrap()).unwrap();
            let found = verify(one["token"].as_str().unwrap(), &public(&set), expected, at);
            answers.push(found.map_or(Value::Null, |claims| serde_json::to_value(claims).unwrap()));
        }
        assert_eq!(answers.iter().filter(|answer| answer.is_null()).count(), 8);
        assert_eq!((&answers[0]["dec"], &answers[1]["dec"]), (&json!("open"), &json!("wall")));
        assert_eq!(answers[0]["exp"], now + 600);
        for (name, theirs) in [("Node", by_node(&questions)), ("Python", by_python(&questions))] {
            match theirs {
                Some(theirs) => assert_eq!(theirs, json!(answers), "{name}"),
                None => eprintln!("skipped: {name} is not here"),
            }
        }
    }

    /// A subject is one and the same for a site, names nobody, and says nothing elsewhere.
    async fn subjects_are_pseudonyms(paper: TestPaper, with_site().toml("[[outside.origins]]\nurl = \"https://other.test\"\notherwise = \"free\"\n")) {
        let (key, reader) = (Gate::new(paper).await, paper.browser_of("registered").await);
        let subject = async |host: &str, uri: &str, browser: &Browser| {
            let reply = key.ask_with(browser, uri, &[("x-original-host", host)]).await;
            outside::token::parse(reply.header("masthead-decision")).unwrap().claims.sub
        };
        let here = subject("www.example.test", "/news/a", &reader).await;
        assert_eq!(subject("www.example.test", "/premium/a", &reader).await, here);
        assert_ne!(subject("other.test", "/news/a", &reader).await, here);
        let subscriber = paper.browser_of("subscriber").await;
        assert_ne!(subject("www.example.test", "/news/a", &subscriber).await, here);
        let id = readers::find_reader_by_email(&paper.paper.db, "registered@demo.test").await.unwrap().unwrap().id;
        assert!(!here.contains(&id.to_string()[..8]));
        // Where there are two sites, the gate is told which; silence opens nothing.
        assert_eq!(key.ask(&reader, "/").await.access(), "");
    }

    /// The next key is known before it signs; the old one until its tokens have run out.
    async fn keys_turn_without_a_gap(paper: TestPaper, with_site()) {
        let (gate, ambient) = (Gate::new(paper).await, &paper.paper.ambient);
        let browser = gate.known().await;
        let old = token_for(&gate, &browser, "/news/a").await;
        let first = kids(&key_set(paper).await);
        let (next, signs_from) = outside::rotate(&paper.paper.db, ambient, "test").await.unwrap();
        paper.eventually("both are published", || async { kids(&key_set(paper).await) == [first[0].clone(), next.clone()] }).await;
        let kid = |token: &str| outside::token::parse(token).unwrap().kid;
        assert_eq!(kid(&token_for(&gate, &browser, "/news/b").await), first[0]);
        paper.clock.set(signs_from);
        assert_eq!(kid(&token_for(&gate, &browser, "/news/b").await), next);
        let expected = Expected { issuer: &paper.base, audience: SITE, story: "/news/a" };
        let just_before = Timestamp::from_second(signs_from.as_second() - 1).unwrap();
        assert_eq!(verify(&old, &public(&key_set(paper).await), expected, just_before).unwrap().dec, Verdict::Open);
        paper.clock.set(signs_from + jiff::SignedDuration::from_mins(66));
        assert_eq!(kids(&key_set(paper).await), [next]);
    }

    /// What a revoked key signed is worth nothing, and another key signs at once.
    async fn a_revoked_key_opens_nothing(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = gate.known().await;
        let token = token_for(&gate, &browser, "/news/a").await;
        let kid = outside::token::parse(&token).unwrap().kid;
        assert!(outside::revoke(&paper.paper.db, &paper.paper.ambient, &kid, "test").await.unwrap());
        assert!(!outside::revoke(&paper.paper.db, &paper.paper.ambient, &kid, "test").await.unwrap());
        paper.eventually("it is gone", || async { !kids(&key_set(paper).await).contains(&kid) }).await;
        let set = key_set(paper).await;
        let expected = Expected { issuer: &paper.base, audience: SITE, story: "/news/a" };
        assert_eq!(verify(&token, &public(&set), expected, paper.paper.ambient.now()), Err(TokenProblem::UnknownKey));
        let fresh = token_for(&gate, &browser, "/news/a").await;
        assert!(verify(&fresh, &public(&set), expected, paper.paper.ambient.now()).is_ok());
        let logged = store::audit::list_entries(&paper.paper.db, i64::MAX, 9).await.unwrap();
        assert!(logged.iter().any(|entry| entry.action == "decision_key.revoke" && entry.subject == kid));
    }
}
