-- A SECURITY DEFINER function may be the trigger of any table of whoever may execute it, and then writes with the owner's rights.
-- PostgreSQL asks for this right when a trigger is made, not when it fires, so writers of the queue and of sensor_data need none.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA andon FROM PUBLIC;
