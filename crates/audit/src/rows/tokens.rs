use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use vocab::Access;

use crate::{
    Audit,
    outcome::{Stop, Verdict, failed, passed, require, skipped},
    wire::Request,
};

/// What a cookie's value may be damaged to.
fn damaged(value: &str) -> Vec<String> {
    let mut all = vec![
        String::new(),
        "0".to_owned(),
        "null".to_owned(),
        "AAAA".to_owned(),
        "..%2f".to_owned(),
    ];
    // One letter after the other becomes its neighbour: some bits of the token turn.
    for index in 0..value.len() {
        let turned = value.char_indices().map(|(at, c)| match (at == index, c) {
            (false, c) => c,
            (true, 'A') => 'B',
            (true, _) => 'A',
        });
        all.push(turned.collect());
    }
    for length in [1, value.len() / 2, value.len().saturating_sub(1)] {
        all.push(value.chars().take(length).collect());
    }
    all.push(format!("{value}A"));
    all.push(format!("{value}{value}"));
    all.push(format!("\"{value}\""));
    all.push(value.to_uppercase());
    all.push("A".repeat(10_240));
    all.push("é\u{1f4a5}".to_owned());
    all.retain(|other| other != value);
    all
}

/// A damaged cookie is no cookie, and breaks nothing.
pub(super) async fn cookies(audit: &Audit) -> Verdict {
    let mut tried = 0;
    if let Ok((at_limit, _)) = audit.need_limit() {
        let story = audit.need(Access::Metered)?;
        let Some((name, value)) = at_limit.cookie("masthead_device") else {
            return failed("void: the device at its limit has no cookie");
        };
        for value in damaged(&value) {
            tried += as_nobody(audit, &story.path, &format!("{name}={value}")).await?;
        }
        let twice = [
            format!("{name}={value}; {name}=AAAA"),
            format!("{name}=AAAA; {name}={value}"),
            format!("{name}={value}; {name}={value}"),
            format!("{name}; ={value}; {name}="),
            format!(" ;;; {name}={value}"),
            format!("$Version=1; {name}=\"{value}\"; $Path=/"),
        ];
        for line in twice {
            tried += as_nobody(audit, &story.path, &line).await?;
        }
    }
    if let Some((name, value)) =
        audit.subscriber.as_ref().and_then(|browser| browser.cookie("masthead_session"))
    {
        let story = audit.need(Access::Premium)?;
        for value in damaged(&value) {
            tried += as_nobody(audit, &story.path, &format!("{name}={value}")).await?;
        }
    }
    if tried == 0 {
        return skipped("no cookie is at hand that could be damaged");
    }
    passed(format!("{tried} damaged cookies are none"))
}

async fn as_nobody(audit: &Audit, path: &str, cookies: &str) -> Result<usize, Stop> {
    let shown: String = cookies.chars().take(80).collect();
    for path in [path.to_owned(), format!("{path}?_d=1")] {
        // A cookie that is none makes a new device, which has to show its own first; and none is kept here.
        let reply =
            audit.stranger().send(&Request::get(path.as_str()).with("cookie", cookies)).await?;
        audit.closed(&reply, &format!("{path} with Cookie: {shown}"))?;
        require(matches!(reply.status, 200 | 303), || {
            format!("{path} with Cookie: {shown}: {}", reply.status)
        })?;
    }
    Ok(2)
}

fn token(header: &str, claims: &str, signature: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// Tokens that somebody made up.
fn forgeries() -> Vec<String> {
    const CLAIMS: &str = r#"{"sub":"subscriber@demo.test","benefits":["premium","unlimited"],"open":true,"aud":"masthead","exp":4102444800}"#;
    const EXPIRED: &str = r#"{"sub":"subscriber@demo.test","benefits":["premium"],"exp":1}"#;
    let signature = BASE64_URL_SAFE_NO_PAD.encode([7; 32]);
    let mut all = Vec::new();
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"None","typ":"JWT"}"#,
        r#"{"alg":"HS256","typ":"JWT"}"#,
        r#"{"alg":"HS256","kid":"../../../../dev/null"}"#,
        r#"{"alg":"RS256","kid":"unknown"}"#,
        r#"{"alg":"EdDSA","jku":"https://elsewhere.invalid/keys.json"}"#,
        r#"{"alg":"ES256","x5u":"https://elsewhere.invalid/key.pem","crit":["exp"]}"#,
    ] {
        all.push(token(header, CLAIMS, ""));
        all.push(token(header, CLAIMS, &signature));
        all.push(token(header, EXPIRED, &signature));
    }
    all.push(BASE64_URL_SAFE_NO_PAD.encode([0; 32]));
    all.push(BASE64_URL_SAFE_NO_PAD.encode([255; 32]));
    all.push("v4.local.AAAA".to_owned());
    all.push("null".to_owned());
    all.push("A".repeat(8_000));
    all
}

/// A token that the paper did not give is none, wherever it stands.
pub(super) async fn forged(audit: &Audit) -> Verdict {
    let story = audit.need(Access::Premium)?;
    let mut tried = 0;
    for token in forgeries() {
        let api = format!("/api/v1/stories/{}", story.id);
        let bearer = format!("Bearer {token}");
        let requests = [
            Request::get(api.as_str()).with("authorization", bearer.as_str()),
            Request::get(story.path.as_str()).with("authorization", bearer.as_str()),
            Request::get(api.as_str()).with("masthead-device", token.as_str()),
            Request::get(story.path.as_str()).with("masthead-device", token.as_str()),
            Request::get(story.path.as_str()).with("masthead-key", token.as_str()),
            Request::get(story.path.as_str()).with(
                "cookie",
                format!("masthead_session={token}; __Host-masthead_session={token}"),
            ),
            Request::get(format!("{}?token={token}&access_token={token}&jwt={token}", story.path)),
            Request {
                body: br#"{"story":"x"}"#.to_vec(),
                ..Request::new("POST", "/api/v1/access")
            }
            .with("authorization", bearer.as_str())
            .with("content-type", "application/json"),
        ];
        for request in requests {
            let reply = audit.stranger().send(&request).await?;
            let what = format!("{} {} with {}", request.method, story.path, shown(&token));
            audit.closed(&reply, &what)?;
            let may = matches!(reply.status, 200 | 303 | 400 | 401 | 403 | 404 | 414 | 431);
            require(may, || format!("{what}: {}", reply.status))?;
            tried += 1;
        }
    }
    for token in forgeries() {
        for (name, value) in
            [("authorization", format!("Bearer {token}")), ("masthead-key", token.clone())]
        {
            let request = Request::get("/api/v1/gate")
                .with(name, value)
                .with("x-original-uri", story.path.as_str());
            let reply = audit.stranger().send(&request).await?;
            audit.closed(&reply, "the gate with a forged key")?;
            require(matches!(reply.status, 400 | 401 | 403 | 404 | 431), || {
                format!("the gate answers {} to {}", reply.status, shown(&token))
            })?;
            tried += 1;
        }
    }
    let keys = audit.stranger().get("/.well-known/jwks.json").await?;
    for key in keys.json()["keys"].as_array().into_iter().flatten() {
        require(key.get("d").is_none() && key.get("k").is_none(), || {
            "/.well-known/jwks.json holds a secret part".to_owned()
        })?;
    }
    passed(format!("{tried} forged tokens open nothing"))
}

fn shown(token: &str) -> String {
    token.chars().take(40).collect()
}
