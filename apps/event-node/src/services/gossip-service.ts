import { randomUUID } from 'node:crypto';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { type Empty, UUID } from '@eventstore/db-client/generated/shared_pb';
import type { handleUnaryCall } from '@grpc/grpc-js';

const LEADER = 8;
/** 100 ns ticks per millisecond. */
const TICKS = 10_000n;

/** Gossip.Read: a cluster of one, which leads. Only clients with several hosts, or `esdb+discover`, ask. */
export function readGossip(endpoint: () => { readonly address: string; readonly port: number }): handleUnaryCall<Empty, ClusterInfo> {
  const instanceId = randomUUID();
  return (_call, callback) => {
    const { address, port } = endpoint();
    const httpEndPoint = new EndPoint();
    httpEndPoint.setAddress(address);
    httpEndPoint.setPort(port);
    const id = new UUID();
    id.setString(instanceId);
    const member = new MemberInfo();
    member.setInstanceId(id);
    member.setTimeStamp(String(BigInt(Date.now()) * TICKS));
    member.setState(LEADER);
    member.setIsAlive(true);
    member.setHttpEndPoint(httpEndPoint);
    const response = new ClusterInfo();
    response.setMembersList([member]);
    callback(null, response);
  };
}
