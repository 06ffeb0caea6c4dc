import { expect, it } from 'vitest'
import { partEnvironment } from '../../../../streams/app/embedded/part.ts'

it('gives a part no address with a password', () => {
  const env = {
    PATH: '/bin',
    JAVA_HOME: '/jdk',
    MONGODB_URL: 'mongodb://u:s3cret@h',
    SCHEMA_REGISTRY_URL: 'x',
    SLIPSTREAM_PASSWORD: 'y',
  }
  expect(partEnvironment(env)).toStrictEqual({ PATH: '/bin', JAVA_HOME: '/jdk' })
})
