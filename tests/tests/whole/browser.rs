//! A browser without a screen, at a hub that is a process of its own: keeps cookies, fills in forms, follows nothing by itself.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use std::collections::BTreeMap;
use std::fmt::Write;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub body: String,
}

impl Answer {
    /// The value of the option or box that stands before this text on the page.
    pub fn value_of(&self, text: &str) -> String {
        let (before, _) = self.body.split_once(text).unwrap_or_else(|| panic!("no {text} on {}", self.body));
        let value = before.rsplit("value=\"").next().and_then(|rest| rest.split('"').next());
        value.expect("a value").to_owned()
    }
}

pub struct Browser {
    client: Client,
    base: String,
    cookies: BTreeMap<String, String>,
    token: String,
    /// What the last page showed, as its forms say.
    drawn: String,
}

impl Browser {
    /// One that is signed in.
    pub async fn of(base: &str, login: &str, password: &str) -> Self {
        // The hub is another process: nobody here has chosen what TLS is made with.
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        let mut browser = Self {
            client,
            base: base.to_owned(),
            cookies: BTreeMap::new(),
            token: String::new(),
            drawn: "0".to_owned(),
        };
        browser.get("/login").await;
        let answer = browser.post("/login", &[("login", login), ("password", password)]).await;
        assert_eq!(answer.status, 303, "{login}: {}", answer.body);
        browser
    }
    async fn send(&mut self, request: RequestBuilder) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header(COOKIE, cookies.join("; ")).header("accept-language", "en").send().await;
        let answer = answer.expect("an answer");
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get(LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let status = answer.status().as_u16();
        let body = String::from_utf8_lossy(&answer.bytes().await.expect("a body")).into_owned();
        let hidden = |name: &str| {
            let rest = body.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
            rest.split('"').next().map(str::to_owned)
        };
        if let Some(token) = hidden("token") {
            self.token = token;
            self.drawn = hidden("drawn").unwrap_or_default();
        }
        Answer { status, location, body }
    }
    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        self.send(request).await
    }
    /// Sends a form with what its page carries hidden, such as the token, and what was filled in.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded = |text: &str| {
            text.bytes().fold(String::new(), |mut all, byte| {
                write!(all, "%{byte:02X}").expect("written");
                all
            })
        };
        let (token, command, drawn) = (self.token.clone(), uuid::Uuid::now_v7().to_string(), self.drawn.clone());
        let own = [("token", token.as_str()), ("command", command.as_str()), ("drawn", drawn.as_str())];
        let all = own.into_iter().chain(fields.iter().copied());
        let body: Vec<String> = all.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&"));
        self.send(request).await
    }
}
