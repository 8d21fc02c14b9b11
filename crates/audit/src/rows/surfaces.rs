//! What the paper does not have yet. Each row stands here as pending, and fails
//! by itself once its surface answers: then its checks have to be written.

use vocab::Access;

use crate::{
    Audit, Outcome,
    outcome::{Stop, Verdict, failed, require},
    wire::Request,
};

/// Fails if one of these routes exists. Its words end the note of a row.
pub(super) async fn missing_route(audit: &Audit, routes: &[(&str, &str)]) -> Result<String, Stop> {
    let browser = audit.stranger();
    for (method, path) in routes {
        let request =
            if *method == "POST" { Request::form(*path, &[]) } else { Request::new(method, *path) };
        let reply = browser.send(&request).await?;
        audit.no_leak(&reply, path)?;
        // A section's address takes no forms: 405 there, 404 elsewhere, means that nothing is there.
        let is_missing = matches!(reply.status, 404 | 405 | 410);
        if !is_missing {
            return failed(format!(
                "{method} {path} answers {}: the surface exists now, write its checks",
                reply.status
            ));
        }
    }
    Ok(String::new())
}

pub(super) async fn pending(audit: &Audit, routes: &[(&str, &str)], what: &str) -> Verdict {
    missing_route(audit, routes).await?;
    Ok(Outcome::Pending(format!("{what}: {} addresses tried, none is there", routes.len())))
}

/// Row 10.
pub(super) async fn feeds(audit: &Audit) -> Verdict {
    let mut routes: Vec<(&str, String)> = [
        "/feeds/rss.xml",
        "/feeds/atom.xml",
        "/feeds/feed.json",
        "/rss",
        "/rss.xml",
        "/feed",
        "/atom.xml",
        "/oembed",
        "/api/v1/feeds",
        "/podcast.xml",
    ]
    .iter()
    .map(|path| ("GET", (*path).to_owned()))
    .collect();
    if let Some(story) = audit.targets.first() {
        let section = story.path.split('/').nth(1).unwrap_or("");
        routes.push(("GET", format!("/feeds/{section}/rss.xml")));
        routes.push(("GET", format!("{}/transcript", story.path)));
        routes.push(("GET", format!("{}/audio", story.path)));
    }
    let routes: Vec<_> = routes.iter().map(|(method, path)| (*method, path.as_str())).collect();
    pending(audit, &routes, "no feeds, oEmbed or transcripts").await
}

/// Row 13.
pub(super) async fn search(audit: &Audit) -> Verdict {
    // Lists that may be searched must not look into what is locked.
    for story in audit.targets.iter().filter(|story| story.access != Access::Free) {
        for phrase in phrases(story) {
            let path = format!("/api/v1/stories?q={0}&search={0}", crate::wire::escape(&phrase));
            let reply = audit.stranger().get(&path).await?;
            audit.closed(&reply, "a list of the API with a locked phrase")?;
        }
    }
    pending(
        audit,
        &[
            ("GET", "/archive"),
            ("GET", "/archive?q=lorry"),
            ("GET", "/search?q=lorry"),
            ("GET", "/api/v1/search?q=lorry"),
        ],
        "no search",
    )
    .await
}

/// A few words that only the locked part has.
fn phrases(story: &crate::audit::Story) -> Vec<String> {
    let long = story.lines.iter().filter(|line| line.split_whitespace().count() > 8);
    long.take(3).map(|line| line.split_whitespace().take(5).collect::<Vec<_>>().join(" ")).collect()
}

/// Row 14.
pub(super) async fn sitemaps(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let mut pictures = 0;
    for story in &audit.targets {
        let page = if story.access == Access::Metered {
            let Some(at_limit) = &audit.at_limit else { continue };
            at_limit.visit(&story.path).await?
        } else {
            stranger.get(&story.path).await?
        };
        let text = page.text();
        let picture = text.split("property=\"og:image\" content=\"").nth(1);
        let picture = picture.and_then(|rest| stranger.path_of(rest.split('"').next()?));
        if let Some(path) = picture {
            let reply = stranger.get(&path).await?;
            audit.no_leak(&reply, &path)?;
            pictures += 1;
        }
    }
    pending(
        audit,
        &[
            ("GET", "/sitemaps/index.xml"),
            ("GET", "/sitemaps/news.xml"),
            ("GET", "/sitemap.xml"),
            ("GET", "/api/v1/push"),
            ("GET", "/indexnow"),
        ],
        &format!("{pictures} pictures for links hold nothing; no sitemaps or pushes"),
    )
    .await
}

/// Row 16.
pub(super) async fn service_worker(audit: &Audit) -> Verdict {
    let routes = [
        ("GET", "/sw.js"),
        ("GET", "/service-worker.js"),
        ("GET", "/worker.js"),
        ("GET", "/offline"),
    ];
    if let Some(subscriber) = &audit.subscriber {
        let story = audit.need(Access::Premium)?;
        let reply = subscriber.visit(&story.path).await?;
        // Nothing may be kept for after a log-out.
        require(reply.header("cache-control").contains("no-store"), || {
            format!(
                "a subscriber's {} may be kept: Cache-Control: {}",
                story.path,
                reply.header("cache-control")
            )
        })?;
        for script in super::forms::scripts_of(&reply.text()) {
            let Some(path) = subscriber.path_of(&script) else { continue };
            let text = subscriber.get(&path).await?.text();
            require(!text.contains("serviceWorker") && !text.contains("caches.open"), || {
                format!(
                    "{path} registers a service worker: the surface exists now, write its checks"
                )
            })?;
        }
    }
    let browser = match &audit.subscriber {
        Some(_) => super::browser::go_back_offline(audit).await?,
        None => "",
    };
    pending(audit, &routes, &format!("pages are not stored{browser}; no service worker")).await
}

/// Row 30.
pub(super) async fn epaper(audit: &Audit) -> Verdict {
    pending(
        audit,
        &[
            ("GET", "/epaper"),
            ("GET", "/epaper/delhi/2026-11-24/1"),
            ("GET", "/epaper/delhi/2026-11-24/1/text.json"),
            ("GET", "/epaper/delhi/2026-11-24/1/tiles/0/0/0.jpg"),
            ("GET", "/api/v1/editions"),
        ],
        "no e-paper",
    )
    .await
}

/// Row 31.
pub(super) async fn newsletters(audit: &Audit) -> Verdict {
    pending(
        audit,
        &[
            ("GET", "/newsletters"),
            ("GET", "/newsletters/daily"),
            ("GET", "/newsletters/unsubscribe"),
            ("GET", "/api/v1/newsletters"),
        ],
        "no newsletters",
    )
    .await
}
