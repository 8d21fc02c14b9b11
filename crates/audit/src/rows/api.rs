use crate::{
    Audit,
    outcome::{Stop, Verdict, passed, require},
    wire::Request,
};

const ASKINGS: [&str; 16] = [
    "",
    "?fields=body",
    "?fields=*",
    "?fields[story]=body",
    "?include=*",
    "?include=body",
    "?expand=body",
    "?select=body",
    "?format=full",
    "?full=true",
    "?preview=true",
    "?access=free",
    "?decision=open",
    "?device=1",
    "?reader=1",
    "?embed=body&_embed=1",
];

/// No question that the API takes gives a body that is closed.
pub(super) async fn bodies(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        for asking in ASKINGS {
            let path = format!("/api/v1/stories/{}{asking}", door.story.id);
            let reply = door.browser.get(&path).await?;
            audit.closed(&reply, &format!("{} at {path}", door.who))?;
            tried += 1;
        }
        for rest in
            ["/body", "/content", ".html", "/full", "/revisions", "/versions/1", "/document"]
        {
            let path = format!("/api/v1/stories/{}{rest}", door.story.id);
            let reply = door.browser.get(&path).await?;
            audit.closed(&reply, &format!("{} at {path}", door.who))?;
            require(reply.status == 404, || format!("{path} answers {}", reply.status))?;
            tried += 1;
        }
    }
    tried += lists(audit).await?;
    tried += batches(audit).await?;
    passed(format!("{tried} questions"))
}

/// Lists never hold a body, whoever asks: not even a subscriber.
async fn lists(audit: &Audit) -> Result<usize, Stop> {
    let stranger = audit.stranger();
    let mut tried = 0;
    for browser in [Some(&stranger), audit.registered.as_ref(), audit.subscriber.as_ref()]
        .into_iter()
        .flatten()
    {
        for asking in ASKINGS {
            for access in ["", "&access=premium", "&access=metered"] {
                let start = if asking.is_empty() { "?limit=100" } else { asking };
                let path = format!("/api/v1/stories{start}{access}");
                let reply = browser.get(&path).await?;
                audit.no_leak(&reply, &path)?;
                let list = reply.json();
                let items = list["items"].as_array().into_iter().flatten();
                let with_body = items.filter(|item| item.get("body").is_some()).count();
                require(with_body == 0, || format!("{path}: {with_body} items have a body"))?;
                tried += 1;
            }
        }
    }
    Ok(tried)
}

/// What asks for many at once, or for the decision alone, needs a key.
async fn batches(audit: &Audit) -> Result<usize, Stop> {
    let stranger = audit.stranger();
    let mut tried = 0;
    let ids: Vec<_> = audit.targets.iter().map(|story| story.id.as_str()).collect();
    let body =
        serde_json::json!({ "ids": ids, "story": ids.first(), "query": "{ stories { body } }" })
            .to_string();
    for path in [
        "/api/v1/stories",
        "/api/v1/stories/batch",
        "/api/v1/batch",
        "/api/v1/access",
        "/graphql",
        "/api/graphql",
    ] {
        let request = Request { body: body.clone().into_bytes(), ..Request::new("POST", path) };
        let reply = stranger.send(&request.with("content-type", "application/json")).await?;
        audit.closed(&reply, path)?;
        require(reply.status / 100 == 4, || {
            format!("POST {path} answers {} to a stranger", reply.status)
        })?;
        tried += 1;
    }
    let joined = ids.join(",");
    for path in [
        format!("/api/v1/stories/{joined}"),
        format!("/api/v1/stories?ids={joined}&fields=body"),
        "/api/v1/me?include=*".to_owned(),
        "/api/v1/openapi.json".to_owned(),
    ] {
        let reply = stranger.get(&path).await?;
        audit.closed(&reply, &path)?;
        tried += 1;
    }
    Ok(tried)
}
