import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import type { Empty } from '@eventstore/db-client/generated/shared_pb';
import type { handleUnaryCall, ServiceDefinition } from '@grpc/grpc-js';

/** The server whose behaviour the node imitates. */
const IMITATED_VERSION = '23.10.0';
const PERSISTENT = '/event_store.client.persistent_subscriptions.PersistentSubscriptions/';
const FEATURES: Readonly<Record<string, string[]>> = {
  '/event_store.client.streams.Streams/Read': ['position', 'events'],
  '/event_store.client.streams.Streams/BatchAppend': ['deadline_duration'],
};

/** ServerFeatures.GetSupportedMethods: exactly the methods that are served; clients switch their behaviour by it. */
export function getSupportedMethods(
  services: readonly ServiceDefinition[],
  version = IMITATED_VERSION,
): handleUnaryCall<Empty, SupportedMethods> {
  const response = new SupportedMethods();
  response.setEventStoreServerVersion(version);
  for (const { path } of services.flatMap((service) => Object.values(service))) response.addMethods(supportedMethod(path));
  return (_call, callback) => callback(null, response);
}

function supportedMethod(path: string): SupportedMethod {
  const [, service = '', method = ''] = path.split('/');
  const supported = new SupportedMethod();
  supported.setServiceName(service.toLowerCase());
  supported.setMethodName(method.toLowerCase());
  supported.setFeaturesList(FEATURES[path] ?? (path.startsWith(PERSISTENT) ? ['stream', 'all'] : []));
  return supported;
}
