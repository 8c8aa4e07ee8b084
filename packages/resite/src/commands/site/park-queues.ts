import { Option } from 'commander';

export const parkQueuesOption = (): Option =>
  new Option('--park-queues', 'put aside what waited in the queues when the backup was made: it is not sent again');
