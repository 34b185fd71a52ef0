export { type Message, messagesOf, TEST_CARRIER, type TestShipment } from './messages';
export { TEST_NUMBERS, type TestNumber } from './stories';
