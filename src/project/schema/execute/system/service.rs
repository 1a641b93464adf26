//! Extensions, publications, storage buckets and scheduled jobs.

use super::super::super::catalogue::Catalogue;
use super::super::super::object::ObjectId;
use super::super::super::service::Publication;
use super::super::object;
use super::super::row::Presence;
use super::super::service_rows::job_number;
use super::super::value::Value;
use super::{View, presence};

pub(super) const EXTENSIONS: View = View {
    columns: &["oid", "extname", "extnamespace"],
    fill: |catalogue, wanted, rows| {
        for extension in catalogue.extensions.values() {
            if wanted.takes("extname", extension.name.as_str()) {
                let values = vec![
                    Value::Object(extension.object.id, extension.name.shared()),
                    Value::name(&extension.name),
                    object::schema(catalogue, &extension.schema),
                ];
                rows.push(values, presence(&[&extension.object.doubt]));
            }
        }
        if catalogue.extensions.is_empty() {
            rows.push_unknown(Vec::new(), 3);
        }
    },
};

pub(super) const PUBLICATIONS: View = View {
    columns: &["oid", "pubname", "puballtables"],
    fill: |catalogue, wanted, rows| {
        for publication in catalogue.publications.values() {
            if wanted.takes("pubname", publication.name.as_str()) {
                let values = vec![
                    Value::Object(publication.object.id, publication.name.shared()),
                    Value::name(&publication.name),
                    Value::Bool(publication.has_all_tables),
                ];
                rows.push(values, presence(&[&publication.object.doubt]));
            }
        }
    },
};

pub(super) const PUBLISHED: View = View {
    columns: &["prpubid", "prrelid"],
    fill: |catalogue, _, rows| {
        for publication in catalogue.publications.values() {
            for id in &publication.tables {
                let Some(table) = catalogue.relation_by_id(*id) else { continue };
                let values = vec![
                    Value::Object(publication.object.id, publication.name.shared()),
                    object::relation(catalogue, table.name(), *id),
                ];
                rows.push(values, presence(&[&publication.object.doubt]));
            }
        }
    },
};

pub(super) const PUBLISHED_NAMES: View = View {
    columns: &["pubname", "schemaname", "tablename"],
    fill: |catalogue, wanted, rows| {
        for publication in catalogue.publications.values() {
            if !wanted.takes("pubname", publication.name.as_str()) {
                continue;
            }
            for id in published(catalogue, publication) {
                let Some(table) = catalogue.relation_by_id(id) else { continue };
                let name = table.name();
                if wanted.takes("tablename", name.name.as_str()) {
                    let values = vec![
                        Value::name(&publication.name),
                        Value::name(&name.schema),
                        Value::name(&name.name),
                    ];
                    rows.push(values, presence(&[&publication.object.doubt]));
                }
            }
        }
    },
};

fn published(catalogue: &Catalogue, publication: &Publication) -> Vec<ObjectId> {
    let is_held = |schema| publication.has_all_tables || publication.schemas.contains(schema);
    let by_schema =
        catalogue.tables().filter(|table| is_held(&table.name.schema)).map(|table| table.object.id);
    let mut ids: Vec<ObjectId> = publication.tables.iter().copied().chain(by_schema).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

pub(super) const BUCKETS: View = View {
    columns: &["id", "name", "public"],
    fill: |catalogue, wanted, rows| {
        for bucket in catalogue.buckets.values().filter(|bucket| wanted.takes("id", &bucket.id)) {
            let values =
                vec![Value::text(&bucket.id), Value::text(&bucket.name), Value::from_truth(bucket.is_public)];
            rows.push(values, Presence::Sure);
        }
    },
};

pub(super) const JOBS: View = View {
    columns: &["jobid", "jobname", "schedule", "command", "active"],
    fill: |catalogue, wanted, rows| {
        for job in catalogue.jobs.iter() {
            if job.name.as_ref().is_some_and(|name| !wanted.takes("jobname", name)) {
                continue;
            }
            let values = vec![
                job_number(job),
                Value::some_text(job.name.as_deref()),
                Value::text(&job.schedule),
                Value::text(&job.command),
                Value::Unknown,
            ];
            rows.push(values, Presence::Sure);
        }
    },
};
