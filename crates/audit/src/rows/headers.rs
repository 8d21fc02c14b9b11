use std::time::{Duration, Instant};

use vocab::Access;

use crate::{
    Audit,
    outcome::{Stop, Verdict, passed, require},
};

const REFERERS: [&str; 7] = [
    "https://www.google.com/",
    "https://news.google.com/",
    "https://www.bing.com/",
    "https://t.co/abc",
    "https://l.facebook.com/l.php?u=x",
    "https://www.reddit.com/",
    "android-app://com.google.android.googlequicksearchbox/",
];

/// Where somebody comes from changes nothing: byte for byte.
pub(super) async fn referers(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        let path = &door.story.path;
        let plain = door.browser.visit(path).await?;
        for referer in REFERERS {
            let reply = door.browser.get_with(path, &[("referer", referer)]).await?;
            let what = format!("{} at {path} from {referer}", door.who);
            audit.closed(&reply, &what)?;
            require(reply.body == plain.body, || {
                format!("{what}: the page differs from the one without a referer")
            })?;
            tried += 1;
        }
    }
    passed(format!("{tried} requests, each page the same"))
}

const AGENTS: [&str; 14] = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Googlebot-News",
    "Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "WhatsApp/2.23.20.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; PerplexityBot/1.0)",
    "AdsBot-Google (+http://www.google.com/adsbot.html)",
];

/// A name is no proof: crawlers and previews get the lead, in whatever coding.
pub(super) async fn crawlers(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let mut doors = audit.doors(&stranger);
    // Few of these are new devices, so metered stories may be tried as well.
    let metered = audit.target(Access::Metered);
    doors.extend(metered.map(|story| crate::audit::Door {
        who: "a stranger",
        browser: &stranger,
        story,
    }));
    let mut tried = 0;
    for door in &doors {
        let path = &door.story.path;
        for (index, agent) in AGENTS.iter().enumerate() {
            let coding = ["identity", "gzip", "br", "deflate", "zstd"][index % 5];
            let headers = [("user-agent", *agent), ("accept-encoding", coding)];
            // Who is taken for a person, not for a crawler, must not become a known device here.
            let fresh = audit.stranger();
            let is_metered = door.story.access == Access::Metered && door.who == "a stranger";
            let browser = if is_metered { &fresh } else { door.browser };
            let reply = browser.get_with(path, &headers).await?;
            audit.closed(&reply, &format!("{} at {path} as {agent}", door.who))?;
            let text = reply.text();
            let has_preview = reply.status != 200 || text.contains("property=\"og:title\"");
            require(has_preview, || format!("{path} as {agent}: no title for previews"))?;
            tried += 1;
        }
    }
    passed(format!("{tried} requests"))
}

/// Headers in which proxies name the visitor's address.
const ADDRESS_HEADERS: [&str; 9] = [
    "x-forwarded-for",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "fastly-client-ip",
    "x-originating-ip",
    "forwarded",
];

fn as_header(name: &str, address: &str) -> String {
    if name == "forwarded" { format!("for={address};proto=https") } else { address.to_owned() }
}

/// A crawler's name with a crawler's address in every header, and within 50 ms.
pub(super) async fn faked_crawlers(audit: &Audit) -> Verdict {
    const CRAWLER: &str = "66.249.66.1";
    let stranger = audit.stranger();
    let (mut plain, mut faked) = (Vec::new(), Vec::new());
    for door in audit.doors(&stranger) {
        let path = &door.story.path;
        for name in ADDRESS_HEADERS {
            let begun = Instant::now();
            door.browser.get(path).await?;
            plain.push(begun.elapsed());
            let address = as_header(name, CRAWLER);
            let headers = [("user-agent", AGENTS[0]), (name, address.as_str())];
            let begun = Instant::now();
            let reply = door.browser.get_with(path, &headers).await?;
            faked.push(begun.elapsed());
            audit.closed(&reply, &format!("{} at {path} as Googlebot with {name}", door.who))?;
        }
    }
    let added = median(faked).saturating_sub(median(plain));
    require(added <= Duration::from_millis(50), || {
        format!("a crawler's name costs {} ms more than a visitor's", added.as_millis())
    })?;
    passed(format!("a crawler's name and address open nothing, {} ms added", added.as_millis()))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Somebody else's address changes neither the count nor the wall.
pub(super) async fn addresses(audit: &Audit) -> Verdict {
    const ADDRESSES: [&str; 8] = [
        "66.249.66.1",
        "10.20.30.40",
        "127.0.0.1",
        "2001:4860:4801:10::1",
        "203.0.113.7, 198.51.100.9",
        "unknown",
        "999.999.999.999",
        "\"[2001:db8::1]:4711\"",
    ];
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        let path = &door.story.path;
        let plain = door.browser.visit(path).await?;
        for name in ADDRESS_HEADERS {
            for address in ADDRESSES {
                let value = as_header(name, address);
                let reply = door.browser.get_with(path, &[(name, value.as_str())]).await?;
                let what = format!("{} at {path} with {name}: {address}", door.who);
                audit.closed(&reply, &what)?;
                require(reply.access() == plain.access(), || {
                    format!("{what}: {} instead of {}", reply.access(), plain.access())
                })?;
                tried += 1;
            }
        }
        let long = "1.2.3.4, ".repeat(800);
        let reply = door
            .browser
            .get_with(path, &[("x-forwarded-for", long.trim_end_matches(", "))])
            .await?;
        audit.closed(&reply, &format!("{} at {path} with a long X-Forwarded-For", door.who))?;
    }
    same_counter(audit).await?;
    passed(format!("{tried} requests, each decided as without the header"))
}

/// One device's readings are counted together, whatever address it names.
async fn same_counter(audit: &Audit) -> Result<(), Stop> {
    let device = audit.device()?;
    let mut last = 0;
    for (index, story) in audit.metered.iter().take(3).enumerate() {
        let address = format!("198.51.100.{index}");
        let reply = device.get_with(&story.path, &[("x-forwarded-for", address.as_str())]).await?;
        if let Some((used, _)) = reply.count() {
            require(used > last, || {
                format!("the count begins again with {address}: {}", reply.access())
            })?;
            last = used;
        }
    }
    Ok(())
}

/// What archives and readers' services send is a stranger's visit.
pub(super) async fn archives(audit: &Audit) -> Verdict {
    const ARCHIVES: [(&str, &str); 5] = [
        (
            "user-agent",
            "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
        ),
        ("user-agent", "Mozilla/5.0 (compatible; archive.today)"),
        ("user-agent", "Mozilla/5.0 (compatible; special_archiver/3.1.1)"),
        ("via", "HTTP/1.1 web.archive.org (Wayback Save Page)"),
        ("x-archive-orig-host", "archive.example"),
    ];
    let mut tried = 0;
    for access in [Access::Premium, Access::Registered] {
        let Some(story) = audit.target(access) else { continue };
        let plain = audit.stranger().get(&story.path).await?;
        for (name, value) in ARCHIVES {
            let reply = audit.stranger().get_with(&story.path, &[(name, value)]).await?;
            let what = format!("an archive ({name}: {value}) at {}", story.path);
            audit.closed(&reply, &what)?;
            require(reply.body == plain.body, || format!("{what}: the page is not a stranger's"))?;
            tried += 1;
        }
    }
    passed(format!("{tried} requests; what a subscriber captures by hand nobody can stop"))
}
