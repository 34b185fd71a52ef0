import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/** `type` and `code` together, where they say more than the description code: "on the way" may be an arrival or a departure. */
export const ACTIVITIES: StatusMap = {
  ...codes('M/MP M/DP MV/MP', 'INFO_RECEIVED'),
  ...codes('I/AR I/DS', 'ARRIVED_AT_HUB'),
  ...codes('I/DP', 'DEPARTED_HUB'),
  ...codes('I/PU I/XD', 'PICKED_UP'),
  ...codes('I/OT I/OF', 'OUT_FOR_DELIVERY'),
  ...codes('D/FS D/F4', 'DELIVERED'),
};

/** `descriptionCode`, of the list of 160 that UPS publishes. Those that ask for something or announce it are notes. */
export const DESCRIPTIONS: StatusMap = {
  ...codes('003 044 045 079 080 157 166', 'INFO_RECEIVED'),
  ...codes('038 160 167 168 169', 'PICKED_UP'),
  ...codes('005 010 025 039 047 057 071 072 073 087 138 158 159 164 165', 'IN_TRANSIT'),
  ...codes('016', 'ARRIVED_AT_HUB'),
  ...codes('012 092 123 126', 'AT_CUSTOMS'),
  ...codes('058 124 125', 'AT_CUSTOMS', { reason: 'customs_documentation' }),
  ...codes('014 084 134', 'CUSTOMS_RELEASED'),
  ...codes('074 137 143', 'HANDED_OVER'),
  ...codes('006 021 037 089 091 146 162', 'OUT_FOR_DELIVERY'),
  ...codes('078', 'ARRIVING_SOON'),
  ...codes('022 023 024 060 061 062 066 069 145', 'DELIVERY_ATTEMPTED'),
  ...codes('064', 'DELIVERY_ATTEMPTED', { reason: 'consignee_refused' }),
  ...codes('017 040 144 161', 'AVAILABLE_FOR_PICKUP'),
  ...codes('011 026', 'DELIVERED'),
  ...codes('035 036', 'RETURNING'),
  ...codes('034 067 081', 'RETURNED'),
  ...codes('007', 'CANCELLED'),
  ...codes('059', 'DAMAGED', { reason: 'carrier_damaged_parcel' }),
  ...codes('046 048 049 086 090', 'DELAYED'),
  ...codes('032 051 052 053', 'DELAYED', { reason: 'weather_delay' }),
  ...codes('132', 'DELAYED', { reason: 'security_issue' }),
  ...codes('050', 'CARRIER_NOTE', { reason: 'consignee_incorrect_address' }),
  ...codes('068', 'CARRIER_NOTE', { reason: 'carrier_parcel_lost' }),
  ...codes('000 013 018 019 020 027 028 029 030 033 041 042 043 054 055 056 063 065 070 075 076 077 082 083 085 088', 'CARRIER_NOTE'),
  ...codes('093 094 095 096 097 098 099 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 117', 'CARRIER_NOTE'),
  ...codes('118 119 120 121 122 127 128 129 130 131 133 135 136 139 140 141 142 147 148 149 153 154 155 156 163', 'CARRIER_NOTE'),
};

/** A row of type `U` changes what was promised; it does not say that anything happened. */
export const UPDATE_TYPE = 'U';
