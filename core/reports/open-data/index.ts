export { toGeoJson } from './geojson.ts';
export { createReportOpenData, openDataLicence, type OpenReport, type ReportOpenData } from './open-data.ts';
