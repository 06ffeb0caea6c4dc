import { asyncApi } from '../contracts/asyncapi.ts'
import { openApi } from '../contracts/openapi.ts'
import { dashboardJson } from '../monitoring/dashboard-json.ts'
import { dashboards } from '../monitoring/dashboards.ts'
import { programVersion } from '../program-version.ts'
import { lineJsonSchema } from '../records/line-json-schema.ts'

/** The files that `npm run generate` makes of the code beside the README, by their path in the project. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'schemas/record-line.schema.json': lineJsonSchema(),
    'schemas/openapi.json': json(openApi(programVersion())),
    'schemas/asyncapi.json': json(asyncApi(programVersion())),
    ...Object.fromEntries(
      dashboards.map((each) => [`streams/app/monitoring/grafana/dashboards/${each.uid}.json`, dashboardJson(each)]),
    ),
  }
}

const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`
