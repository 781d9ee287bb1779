//! The table, for a terminal and for the page.

use std::fmt::Write as _;

use cert_fill::{
    Pointer,
    form::{BindingPolicy, Control},
};

use crate::attempt::{Row, World};

/// The mean of the shares of all services, in thousandths.
pub(crate) fn average(rows: &[Row]) -> u32 {
    let sum: u32 = rows.iter().map(Row::permille).sum();
    sum / u32::try_from(rows.len().max(1)).unwrap_or(1)
}

/// For a terminal.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut out = format!(
        "{:<30} {:<6} {:>6} {:>8} {:>10} {:>5} {:>7} {:>7} {:>8} {:>6}\n",
        "service",
        "person",
        "fields",
        "required",
        "with proof",
        "typed",
        "uploads",
        "share",
        "presses",
        "keyed"
    );
    for row in rows {
        let _ = writeln!(
            out,
            "{:<30} {:<6} {:>6} {:>8} {:>10} {:>5} {:>7} {:>6}% {:>8} {:>6}",
            row.tried.service,
            row.tried.person,
            row.fields,
            row.required,
            row.proven,
            row.typed,
            row.uploads,
            row.permille() / 10,
            row.tried.presses,
            row.tried.keyed
        );
    }
    let of = |count: fn(&Row) -> usize| {
        let sum: usize = rows.iter().map(count).sum();
        let tenths = sum * 10 / rows.len().max(1);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let _ = writeln!(
        out,
        "{:<30} {:<6} {:>6} {:>8} {:>10} {:>5} {:>7} {:>6}%",
        "on average",
        "",
        of(|row| row.fields),
        of(|row| row.required),
        of(|row| row.proven),
        of(|row| row.typed),
        of(|row| row.uploads),
        average(rows) / 10
    );
    out
}

/// For `docs/services.md`: the table, then every field of every service with its source.
pub(crate) fn page(world: &World, rows: &[Row]) -> String {
    let mut out = "| service | department | fields | required | with proof | typed | uploads | share | presses | keyed |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n".to_owned();
    for row in rows {
        let title = row.form.title();
        let _ = writeln!(
            out,
            "| {} {} | {} | {} | {} | {} | {} | {} | {} % | {} | {} |",
            title.get("zh-CN"),
            title.get("en"),
            row.tried.department,
            row.fields,
            row.required,
            row.proven,
            row.typed,
            row.uploads,
            row.permille() / 10,
            row.tried.presses,
            row.tried.keyed
        );
    }
    let _ = writeln!(out, "| on average | | | | | | | **{} %** | | |", average(rows) / 10);
    for row in rows {
        service(&mut out, world, row);
    }
    out
}

fn service(out: &mut String, world: &World, row: &Row) {
    let form = &row.form;
    let title = form.title();
    let _ = writeln!(out, "\n## {} {}\n", title.get("zh-CN"), title.get("en"));
    let basis = form.privacy().legal_basis.as_deref().unwrap_or("none is named");
    let offices: Vec<&str> = form.filings().iter().map(|filing| filing.to.name.get("en")).collect();
    let item = row.tried.item.as_ref().map_or(String::new(), |item| format!(" Item {item}."));
    let _ = writeln!(
        out,
        "`{}~{}`, tried by `{}`.{item} Basis: {basis}. Questions: {}. Goes to: {}.\n",
        row.tried.department,
        row.tried.service,
        row.tried.person,
        row.tried.based_on,
        offices.join("; ")
    );
    let _ = writeln!(out, "| answer | from |\n|---|---|");
    for field in form.fields().iter().filter(|field| field.control != Control::Declaration) {
        let source = source(world, row, &field.pointer, field.control == Control::File);
        let when = if field.when.is_some() { ", at times" } else { "" };
        let _ = writeln!(
            out,
            "| {} {} | {source}{when} |",
            field.label.get("zh-CN"),
            field.label.get("en")
        );
    }
}

fn source(world: &World, row: &Row, at: &Pointer, is_file: bool) -> String {
    let Some(binding) = row.form.binding(at) else {
        return if is_file { "a file" } else { "typed" }.to_owned();
    };
    let name = |credential: &str| {
        let query = row.form.evidence().credential(credential);
        let vct = query.and_then(|query| query.types.first());
        let name = vct.and_then(|vct| world.city.type_name(vct)).unwrap_or("unknown");
        name.trim_end_matches(" (SPECIMEN)").to_owned()
    };
    let claims = binding.from.iter().map(|source| {
        let path = source.path.to_json();
        let steps = path.as_array().into_iter().flatten().filter_map(|step| step.as_str());
        format!("{}: `{}`", name(&source.credential), steps.collect::<Vec<_>>().join("."))
    });
    let shown = binding
        .const_by_source
        .iter()
        .map(|(credential, _)| format!("that there is: {}", name(credential)));
    let all: Vec<String> = claims.chain(shown).collect();
    let typed = if binding.policy == BindingPolicy::Suggested { "; may be changed" } else { "" };
    format!("{}{typed}", all.join(", or "))
}
