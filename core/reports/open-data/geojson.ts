import { openDataLicence, type OpenReport } from './open-data.ts';

/** RFC 7946: longitude first; a place that is told in words has no geometry. */
function toFeature({ latitude, longitude, ...properties }: OpenReport): object {
  const isPlaced = latitude !== undefined && longitude !== undefined;
  return {
    type: 'Feature',
    id: properties.number,
    geometry: isPlaced ? { type: 'Point', coordinates: [longitude, latitude] } : null,
    properties,
  };
}

/** A FeatureCollection, piece by piece, so that any number of reports needs little memory. */
export async function* toGeoJson(reports: AsyncIterable<OpenReport>): AsyncGenerator<string> {
  const head = { type: 'FeatureCollection', licence: openDataLicence.name, licenceUrl: openDataLicence.url };
  yield `${JSON.stringify(head).slice(0, -1)},"features":[`;
  let isFirst = true;
  for await (const report of reports) {
    yield `${isFirst ? '\n' : ',\n'}${JSON.stringify(toFeature(report))}`;
    isFirst = false;
  }
  yield '\n]}\n';
}
