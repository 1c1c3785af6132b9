//! One person's browser: it keeps cookies and connections, and takes what is compressed.

use crate::{Outcome, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A browser, signed in.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    address: String,
    cookies: BTreeMap<String, String>,
    pub login: String,
}

/// An answer, whole.
pub struct Answer {
    pub status: u16,
    /// From the request to its last byte.
    pub took: Duration,
    /// Bytes of head and body, as they were sent.
    pub wire: usize,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Text as it stands in an address or a form.
pub fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A browser in which somebody signed in.
pub async fn signed_in(address: &str, login: &str, password: &str) -> Outcome<Browser> {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
    let mut browser =
        Browser { client, address: address.to_owned(), cookies: BTreeMap::new(), login: login.to_owned() };
    let form = browser.ask(browser.client.get(browser.url("/login"))).send().await?;
    browser.keep(form.headers());
    let page = form.text().await?;
    let mut fields = html::hidden(&page, "/login").ok_or("no form to sign in")?;
    fields.extend([("login", login), ("password", password)].map(|(name, value)| (name.to_owned(), value.to_owned())));
    let answer = browser.sent("/login", &fields).await?;
    if !answer.status().is_redirection() {
        return Err(format!("{login} is not signed in: {}", answer.status()).into());
    }
    browser.keep(answer.headers());
    Ok(browser)
}

impl Browser {
    /// Asks for a page as browsers do.
    pub async fn get(&self, path: &str) -> Outcome<Answer> {
        self.answer(self.ask(self.client.get(self.url(path))).header("accept-encoding", "gzip, deflate")).await
    }
    /// Asks for a page to be read here: uncompressed.
    pub async fn read(&self, path: &str) -> Outcome<Answer> {
        self.answer(self.ask(self.client.get(self.url(path)))).await
    }
    /// Sends a form; its status.
    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Outcome<u16> {
        let answer = self.sent(path, fields).await?;
        let status = answer.status().as_u16();
        answer.bytes().await?;
        Ok(status)
    }
    /// Opens the live line for a page.
    pub async fn live(&self, about: &str) -> Outcome<Response> {
        let path = format!("/live?about={}", escaped(about));
        let answer = self.ask(self.client.get(self.url(&path))).send().await?;
        if answer.status().is_success() { Ok(answer) } else { Err(format!("{path}: {}", answer.status()).into()) }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
    fn ask(&self, request: RequestBuilder) -> RequestBuilder {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header("accept", "text/html").header("accept-language", "zh-CN").header("cookie", cookies.join("; "))
    }
    async fn sent(&self, path: &str, fields: &[(String, String)]) -> Outcome<Response> {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let ask =
            self.ask(self.client.post(self.url(path))).header("content-type", "application/x-www-form-urlencoded");
        Ok(ask.body(pairs.join("&")).send().await?)
    }
    async fn answer(&self, request: RequestBuilder) -> Outcome<Answer> {
        let began = Instant::now();
        let answer = request.send().await?;
        let (status, head) = (answer.status().as_u16(), head_bytes(answer.headers()));
        let body = answer.bytes().await?.to_vec();
        Ok(Answer { status, took: began.elapsed(), wire: head + body.len(), body })
    }
    fn keep(&mut self, headers: &HeaderMap) {
        let lines = headers.get_all(SET_COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        for (name, value) in lines.filter_map(|line| line.split(';').next()?.split_once('=')) {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// Bytes of a head: the line of the status, and each field with `: ` and its end.
fn head_bytes(headers: &HeaderMap) -> usize {
    let fields: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    "HTTP/1.1 200 OK\r\n\r\n".len() + fields
}
