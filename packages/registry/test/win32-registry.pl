# Prints a hive as Parse::Win32Registry reads it: a line a key, then one a value, tab between, names and data in hex.
use strict;
use warnings;
use Parse::Win32Registry qw(:REG_);
use Encode;

my $hive = Parse::Win32Registry->new($ARGV[0]) or die "not a hive\n";
walk($hive->get_root_key, '');

sub walk {
    my ($key, $above) = @_;
    my $path = $above . unpack('H*', encode('UTF-16LE', $key->get_name));
    print join("\t", 'key', $path, $key->get_class_name // '', $key->get_timestamp // '', security($key)), "\n";
    for my $value ($key->get_list_of_values) {
        my $name = unpack('H*', encode('UTF-16LE', $value->get_name));
        print join("\t", 'value', $path, $name, $value->get_type, unpack('H*', $value->get_raw_data // '')), "\n";
    }
    walk($_, "$path/") for $key->get_list_of_subkeys;
}

sub security {
    my $security = $_[0]->get_security or return '';
    my $descriptor = $security->get_security_descriptor;
    my $list = $descriptor->get_dacl;
    return join(' ', $descriptor->get_owner->as_string, $descriptor->get_group->as_string,
        map { sprintf('%d:%x:%s', $_->get_type, $_->get_access_mask, $_->get_trustee->as_string) } $list->get_list_of_aces);
}
