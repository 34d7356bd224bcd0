"""When an address is an address: read, given its shape, abroad, and the stand-ins for not having one."""
