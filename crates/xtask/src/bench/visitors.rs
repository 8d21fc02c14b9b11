use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::http::{self, Response};

/// Subscribers are few and known; one stands for them.
const SUBSCRIBER: &str = "email=subscriber%40demo.test&password=masthead-demo&next=%2F";
/// Devices that take turns, so that no cache holds only one of them.
const KNOWN_DEVICES: usize = 400;
const WALLED_DEVICES: usize = 50;

/// A client with cookies, as a browser keeps them.
#[derive(Clone, Debug, Default)]
pub(super) struct Visitor {
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// The `Cookie` header.
    pub(super) fn cookie_line(&self) -> String {
        let pairs: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Sends a request with the cookies and keeps those that the answer sets.
    pub(super) fn send(
        &mut self,
        port: u16,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Response> {
        let line = self.cookie_line();
        let mut all = headers.to_vec();
        if !line.is_empty() {
            all.push(("Cookie", &line));
        }
        let answer = http::send(port, method, path, &all, body.as_bytes())?;
        for (name, value) in answer.cookies().filter_map(|pair| pair.split_once('=')) {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Ok(answer)
    }

    /// Opens a story and expects this beginning of its access header.
    fn expect(&mut self, port: u16, path: &str, access: &str) -> Result<()> {
        let answer = self.send(port, "GET", path, &[], "")?;
        let told = answer.header("masthead-access").unwrap_or("none");
        if answer.status == 200 && told.starts_with(access) {
            return Ok(());
        }
        bail!("{path}: expected 200 and `{access}`, got {} and `{told}`", answer.status)
    }
}

/// Who opens the story in one of the three measurements.
pub(super) struct Crowd {
    pub(super) name: &'static str,
    /// A `Cookie` header each; an empty one is a device that was never here.
    pub(super) cookies: Vec<String>,
    /// How the access header begins.
    pub(super) access: &'static str,
}

/// The story that is measured, and the crowds that are ready to open it.
pub(super) struct Scene {
    pub(super) path: String,
    pub(super) crowds: Vec<Crowd>,
}

/// Prepares the crowds on a running demo.
pub(super) fn prepare(port: u16) -> Result<Scene> {
    let stories = metered_stories(port)?;
    let [path, others @ ..] = stories.as_slice() else { bail!("the demo has no metered story") };
    let free_limit = free_limit(port, path)?;
    let others = others.get(..free_limit).context("the demo has too few metered stories")?;
    let crowds = vec![
        metered_crowd(port, path)?,
        walled_crowd(port, path, others)?,
        subscriber_crowd(port, path)?,
    ];
    Ok(Scene { path: path.clone(), crowds })
}

fn metered_stories(port: u16) -> Result<Vec<String>> {
    let answer = http::send(port, "GET", "/api/v1/stories?access=metered&limit=20", &[], b"")?;
    let list: Value =
        serde_json::from_slice(&answer.body).context("reading the list of stories")?;
    let items = list["items"].as_array().context("the list of stories has no items")?;
    let paths = items.iter().filter_map(|story| story["url"].as_str()).map(path_of);
    Ok(paths.collect())
}

/// The path of an address, which may be one already.
fn path_of(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let slash = after_scheme.find('/').unwrap_or(0);
    after_scheme[slash..].to_owned()
}

/// The limit that a first reading is told.
fn free_limit(port: u16, path: &str) -> Result<usize> {
    let answer = Visitor::default().send(port, "GET", path, &[], "")?;
    let access = answer.header("masthead-access").context("no Masthead-Access")?;
    let limit = access.split("; ").find_map(|part| part.strip_prefix("limit="));
    limit.and_then(|limit| limit.parse().ok()).with_context(|| format!("no limit in `{access}`"))
}

/// Four of five requests are known devices that read the story again; one is a
/// device that was never here: its reading is the first, and is written.
fn metered_crowd(port: u16, path: &str) -> Result<Crowd> {
    let mut cookies = Vec::new();
    for index in 0..KNOWN_DEVICES {
        let mut device = Visitor::default();
        device.expect(port, path, "open; because=metered")?;
        cookies.push(device.cookie_line());
        if index % 4 == 3 {
            cookies.push(String::new());
        }
    }
    Ok(Crowd { name: "metered, 1 in 5 a first reading", cookies, access: "open; because=metered" })
}

/// Devices that have read as many other stories as are free.
fn walled_crowd(port: u16, path: &str, others: &[String]) -> Result<Crowd> {
    let mut cookies = Vec::new();
    for _ in 0..WALLED_DEVICES {
        let mut device = Visitor::default();
        for other in others {
            device.expect(port, other, "open; because=metered")?;
        }
        device.expect(port, path, "wall; because=limit")?;
        cookies.push(device.cookie_line());
    }
    Ok(Crowd { name: "walled at the limit", cookies, access: "wall; because=limit" })
}

fn subscriber_crowd(port: u16, path: &str) -> Result<Crowd> {
    let mut reader = Visitor::default();
    let origin = format!("http://127.0.0.1:{port}");
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", &*origin)];
    let answer = reader.send(port, "POST", "/login", &headers, SUBSCRIBER)?;
    if answer.status != 303 {
        bail!("logging in as the subscriber was answered with {}", answer.status);
    }
    reader.expect(port, path, "open; because=benefit")?;
    Ok(Crowd {
        name: "subscriber",
        cookies: vec![reader.cookie_line()],
        access: "open; because=benefit",
    })
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn the_path_of_an_address_or_of_a_path() {
        assert_eq!(path_of("http://127.0.0.1:8080/markets/rupee"), "/markets/rupee");
        assert_eq!(path_of("/markets/rupee"), "/markets/rupee");
    }
}
