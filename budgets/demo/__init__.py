"""Money of the demonstration district: played by `staffing.demo` once its people stand."""
