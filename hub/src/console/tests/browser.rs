//! A browser without a screen: keeps cookies, fills in forms, follows nothing by itself.

use crate::testing::{PASSWORD, TestHub};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use std::collections::BTreeMap;

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub location: String,
    pub kind: String,
    pub body: String,
}

/// A browser at one hub.
pub(super) struct Browser {
    client: Client,
    base: String,
    cookies: BTreeMap<String, String>,
    token: String,
}

impl Browser {
    /// A fresh one, which reads English.
    pub(super) fn new(hub: &TestHub) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { client, base: hub.url(""), cookies: BTreeMap::new(), token: String::new() }
    }
    /// One that is signed in.
    pub(super) async fn of(hub: &TestHub, login: &str) -> Self {
        let mut browser = Self::new(hub);
        browser.get("/login").await;
        let answer = browser.post("/login", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/jobs"), "{login}: {}", answer.body);
        browser
    }
    async fn send(&mut self, request: RequestBuilder) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(COOKIE, cookies.join("; ")).header("accept-language", "en");
        let answer = request.send().await.expect("an answer");
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let text = |name| answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let (status, location, kind) = (answer.status().as_u16(), text(LOCATION), text(reqwest::header::CONTENT_TYPE));
        let body = String::from_utf8_lossy(&answer.bytes().await.expect("a body")).into_owned();
        if let Some(rest) = body.split("name=\"token\" value=\"").nth(1) {
            self.token = rest.split('"').next().unwrap_or_default().to_owned();
        }
        Answer { status, location, kind, body }
    }
    /// Opens a page.
    pub(super) async fn get(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        self.send(request).await
    }
    /// Sends a form with the token of the last page.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        let mut all = vec![("token", token.as_str())];
        all.extend_from_slice(fields);
        self.bare(path, &all).await
    }
    /// Sends a form as it is.
    pub(super) async fn bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&"));
        self.send(request).await
    }
    /// Takes the cookies away that a page set.
    pub(super) fn forget_form_cookie(&mut self) {
        self.cookies.remove("fettle_form");
    }
}
