//! Dates in words, by the browser's own `Intl.DateTimeFormat`. Civil dates and
//! instants are shown in the time of Shanghai, where the rules count the days.

use cert_app::words::Lang;
use cert_verify::UnixTime;
use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::JsValue;

/// “2026年12月5日”, “5 December 2026”.
pub fn date(time: UnixTime, lang: Lang) -> String {
    format(time, lang, &[("year", "numeric"), ("month", "long"), ("day", "numeric")])
}

/// Date and minute.
pub fn date_time(time: UnixTime, lang: Lang) -> String {
    format(
        time,
        lang,
        &[
            ("year", "numeric"),
            ("month", "long"),
            ("day", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ],
    )
}

/// “2026-12-05” in words; any other text as it stands.
pub fn iso_date(text: &str, lang: Lang) -> String {
    let is_date = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| {
            if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
        });
    if !is_date {
        return text.to_owned();
    }
    match UnixTime::parse_rfc3339(&format!("{text}T04:00:00Z")) {
        Some(noon) => date(noon, lang),
        None => text.to_owned(),
    }
}

fn format(time: UnixTime, lang: Lang, parts: &[(&str, &str)]) -> String {
    let locale = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en-GB",
    };
    let options = Object::new();
    let set = |name: &str, value: &str| {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    };
    set("timeZone", "Asia/Shanghai");
    for (name, value) in parts {
        set(name, value);
    }
    let formatter = DateTimeFormat::new(&Array::of1(&JsValue::from_str(locale)), &options);
    let date = Date::new(&JsValue::from_f64(time.seconds() as f64 * 1000.0));
    formatter
        .format()
        .call1(&JsValue::UNDEFINED, &date)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
