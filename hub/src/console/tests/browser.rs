//! A browser without a screen: keeps cookies, fills in forms, follows nothing by itself.

use crate::testing::{PASSWORD, TestHub};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use std::collections::BTreeMap;
use uuid::Uuid;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub location: String,
    pub kind: String,
    pub body: String,
}

/// The value of the first hidden field of that name.
pub(crate) fn hidden(body: &str, name: &str) -> Option<String> {
    let rest = body.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

/// A form's fields as a browser sends them.
fn encoded(fields: &[(&str, &str)]) -> String {
    let escaped =
        |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// A browser at one hub.
pub(crate) struct Browser {
    client: Client,
    base: String,
    cookies: BTreeMap<String, String>,
    token: String,
    /// What proves that a page of this browser was sent.
    page: String,
    /// What the last page showed, as its forms say.
    drawn: String,
}

impl Browser {
    /// A fresh one, which reads English.
    pub(crate) fn new(hub: &TestHub) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self {
            client,
            base: hub.url(""),
            cookies: BTreeMap::new(),
            token: String::new(),
            page: String::new(),
            drawn: "0".to_owned(),
        }
    }
    /// One that is signed in.
    pub(crate) async fn of(hub: &TestHub, login: &str) -> Self {
        let mut browser = Self::new(hub);
        browser.get("/login").await;
        let answer = browser.post("/login", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/jobs"), "{login}: {}", answer.body);
        browser
    }
    async fn send(&mut self, request: RequestBuilder) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(COOKIE, cookies.join("; ")).header("accept-language", "en");
        let request = request.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        let answer = request.send().await.expect("an answer");
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let text = |name| answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let (status, location, kind) = (answer.status().as_u16(), text(LOCATION), text(reqwest::header::CONTENT_TYPE));
        let body = String::from_utf8_lossy(&answer.bytes().await.expect("a body")).into_owned();
        if let Some(token) = hidden(&body, "token") {
            self.token = token;
            self.page = hidden(&body, "page").unwrap_or_default();
            self.drawn = hidden(&body, "drawn").unwrap_or_default();
        }
        Answer { status, location, kind, body }
    }
    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        self.send(request).await
    }
    /// Takes a file: its kind and its bytes.
    pub(crate) async fn file(&mut self, path: &str) -> (String, Vec<u8>) {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.get(format!("{}{path}", self.base)).header(COOKIE, cookies.join("; "));
        let answer = request.send().await.expect("an answer");
        let kind = answer.headers().get(reqwest::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        (kind.unwrap_or_default().to_owned(), answer.bytes().await.expect("a body").to_vec())
    }
    /// Sends a form of the last page, as one that was not sent before.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let command = Uuid::now_v7().to_string();
        self.post_as(&command, path, fields).await
    }
    /// Sends a form of the last page under a command's id.
    pub(crate) async fn post_as(&mut self, command: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (token, page, drawn) = (self.token.clone(), self.page.clone(), self.drawn.clone());
        let mut all = vec![("token", token.as_str()), ("page", &page), ("command", command), ("drawn", &drawn)];
        all.extend_from_slice(fields);
        self.bare(path, &all).await
    }
    /// Writes a form's request whole and cuts the line before anything is answered.
    pub(crate) async fn break_off(&mut self, command: &str, path: &str, fields: &[(&str, &str)]) {
        use tokio::io::AsyncWriteExt;
        let (token, page, drawn) = (self.token.clone(), self.page.clone(), self.drawn.clone());
        let mut all = vec![("token", token.as_str()), ("page", &page), ("command", command), ("drawn", &drawn)];
        all.extend_from_slice(fields);
        let body = encoded(&all);
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        let address = self.base.trim_start_matches("http://");
        let mut line = tokio::net::TcpStream::connect(address).await.expect("a line");
        line.write_all(request.as_bytes()).await.expect("written");
        line.flush().await.expect("sent");
        // Long enough for the hub to read it, too short for anyone to wait for an answer.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    /// Sends a form as it is.
    pub(crate) async fn bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encoded(fields);
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        self.send(request).await
    }
    /// The cookies that it keeps, by name.
    pub(super) fn cookies(&mut self) -> &mut BTreeMap<String, String> {
        &mut self.cookies
    }
    /// Sends a form with bytes of any kind.
    pub(super) async fn raw(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base)).header("content-type", kind).body(body);
        self.send(request).await
    }
    /// Takes the cookies away that a page set.
    pub(crate) fn forget_form_cookie(&mut self) {
        self.cookies.remove("fettle_form");
    }
}
